using System.Linq;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class ArmSummaryTests
{
    /// <summary>Losses differ by 1 from seed to seed, but only by about 0.1 within a pair.</summary>
    private static readonly StudyResult Result = Results.Study(("dense", [3, 4, 5]), ("moe", [3.1, 4.1, 5.1]), ("sheaf", [3.0, 4.1, 5.2]));

    [Fact]
    public void Differences_are_taken_seed_by_seed()
    {
        ArmSummary mixture = Of("moe"), sheaf = Of("sheaf");
        Assert.Equal(0.1, mixture.VersusDense!.Value.Mean, 12);
        Assert.InRange(mixture.VersusDense.Value.HalfWidth, 0, 1e-9);
        Assert.Equal(0, sheaf.VersusPlainMixture!.Value.Mean, 12);

        // Standard deviation 0.1, three pairs, t(2) = 4.303.
        Assert.Equal(4.3027 * 0.1 / 1.7320508, sheaf.VersusPlainMixture.Value.HalfWidth, 4);
    }

    [Fact]
    public void An_arm_is_not_compared_with_itself()
    {
        Assert.Null(Of("dense").VersusDense);
        Assert.Null(Of("moe").VersusPlainMixture);
        Assert.Equal(-0.1, Of("dense").VersusPlainMixture!.Value.Mean, 12);
    }

    [Fact]
    public void Without_the_baseline_there_is_no_difference()
    {
        StudyResult alone = Results.Study(("moe", [3.1, 4.1]));
        Assert.Null(ArmSummary.Of(alone, alone.Settings.Arms[0]).VersusDense);
    }

    [Fact]
    public void Means_are_over_seeds()
    {
        ArmSummary mixture = Of("moe");
        Assert.Equal(4.1, mixture.Loss.Mean, 12);
        Assert.Equal(2.1, mixture.Excess.Mean, 12);
        Assert.Equal(0.4, mixture.Accuracy, 12);
        Assert.Equal(0.25, mixture.RegimeRecovery!.Value.Mean, 12);
        Assert.Null(Of("dense").RegimeRecovery);

        // Two seconds for four steps.
        Assert.Equal(500, mixture.StepMilliseconds, 9);
    }

    [Fact]
    public void A_rate_at_the_edge_is_marked()
    {
        Assert.False(Of("moe").AtEdge);
        StudyResult edge = Result with { Settings = Result.Settings with { LearningRates = [0.003f, Results.Rate] } };
        StudyResult single = Result with { Settings = Result.Settings with { LearningRates = [Results.Rate] } };
        Assert.True(ArmSummary.Of(edge, edge.Settings.Arms[0]).AtEdge);
        Assert.False(ArmSummary.Of(single, single.Settings.Arms[0]).AtEdge);
    }

    private static ArmSummary Of(string arm) => ArmSummary.Of(Result, Result.Settings.Arms.Single(contestant => contestant.Name == arm));
}
