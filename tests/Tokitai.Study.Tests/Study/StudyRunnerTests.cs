using System;
using System.IO;
using System.Linq;
using System.Threading;
using DenseVsMoe.Models.Nano;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Study;

public sealed class StudyRunnerTests
{
    private static readonly Contestant First = new ModelContestant<NanoMoe>("first", "a mixture");
    private static readonly Contestant Second = new ModelContestant<NanoMoe>("second", "the same under another name");
    private static readonly Contestant Dense = new ModelContestant<NanoMoeTwin>("dense", "its twin");

    /// <summary>Arms that are the same model have no difference at all: nothing but the model tells arms apart.</summary>
    [Fact]
    public void The_same_model_twice_is_a_draw()
    {
        StudyResult result = Run(parallel: 2, [First, Second], [0.01f]);
        Assert.Equal(result.Of("first").Select(run => run.Score.Loss), result.Of("second").Select(run => run.Score.Loss));
        Assert.Equal(3, result.Of("first").Select(run => run.Score.Loss).Distinct().Count());
    }

    [Fact]
    public void Results_do_not_depend_on_how_many_runs_go_at_a_time()
    {
        StudyResult one = Run(parallel: 1, [Dense, First], [0.003f, 0.01f]), three = Run(parallel: 3, [Dense, First], [0.003f, 0.01f]);
        Assert.Equal(one.LearningRates, three.LearningRates);
        Assert.Equal(one.Comparison.Select(run => (run.Key, run.Score.Loss)), three.Comparison.Select(run => (run.Key, run.Score.Loss)));
        Assert.Equal(one.Tuning.Select(run => (run.Key, run.Score.Loss)), three.Tuning.Select(run => (run.Key, run.Score.Loss)));
    }

    [Fact]
    public void Learning_rates_are_chosen_on_a_seed_of_their_own()
    {
        StudyResult result = Run(parallel: 1, [Dense, First], [0.003f, 0.01f]);
        Assert.Equal(4, result.Tuning.Count);
        Assert.All(result.Tuning, run => Assert.Equal(StudySettings.TuningSeed, run.Key.Seed));
        Assert.Equal([1UL, 2, 3], result.Of("first").Select(run => run.Key.Seed));
        Assert.All(result.Comparison, run => Assert.Equal(result.LearningRates[run.Key.Arm], run.Key.LearningRate));
        Assert.Equal(result.Of("dense").Average(run => run.Floor.Total), result.Floor);
    }

    [Fact]
    public void A_rate_that_diverges_is_told_and_not_chosen()
    {
        var progress = new StringWriter();
        StudyResult result = Run(parallel: 2, [First], [0.01f, 1e30f], progress);
        Assert.Equal(0.01f, result.LearningRates["first"]);
        Assert.Single(result.Tuning);
        Assert.Contains("The run diverged", progress.ToString(), StringComparison.Ordinal);
        Assert.Contains("[5/5] first, seed", progress.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_comparison_that_diverges_is_an_error() => Assert.Throws<DivergedException>(() => Run(parallel: 2, [First, Second], [1e30f]));

    private static StudyResult Run(int parallel, Contestant[] arms, float[] rates, TextWriter? progress = null)
    {
        using var temporary = new Temporary();
        using var log = new StepLog(temporary["steps.jsonl"]);
        var settings = new StudySettings(Budget.Nano, arms, rates, Seeds: 3, new TrainingSettings(8, 16, 100), parallel);
        return new StudyRunner(settings, log, progress ?? TextWriter.Null).Run(CancellationToken.None);
    }
}
