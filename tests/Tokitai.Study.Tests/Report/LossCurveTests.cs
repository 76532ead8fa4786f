using System.Linq;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class LossCurveTests
{
    [Fact]
    public void Short_curves_are_means_over_seeds_alone()
    {
        (double[] steps, double[] losses) = LossCurve.Of([Results.Make("moe", 1, 2) with { Curve = [3, 2] }, Results.Make("moe", 2, 2) with { Curve = [5, 2.5] }]);
        Assert.Equal([0.0, 1], steps);
        Assert.Equal([4.0, 2.25], losses);
    }

    /// <summary>165 steps make windows of two; the last step stands alone and is left out.</summary>
    [Fact]
    public void Long_curves_are_means_over_windows()
    {
        double[] curve = [.. Enumerable.Range(0, 165).Select(step => (double)step)];
        RunResult run = Results.Make("moe", 1, 2) with { Curve = curve };
        (double[] steps, double[] losses) = LossCurve.Of([run]);
        Assert.Equal(82, steps.Length);
        Assert.Equal(0.5, steps[0]);
        Assert.Equal(162.5, steps[^1]);
        Assert.Equal(steps, losses);
    }
}
