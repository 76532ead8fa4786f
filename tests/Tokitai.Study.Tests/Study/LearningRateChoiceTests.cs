using System;
using System.Collections.Generic;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Study;

public sealed class LearningRateChoiceTests
{
    [Fact]
    public void Each_arm_gets_the_rate_of_its_lowest_loss()
    {
        IReadOnlyDictionary<string, float> best = LearningRateChoice.Best(
            ["a", "b"], [0.1f, 0.2f], [Result("a", 0.1f, 2), Result("a", 0.2f, 1), Result("b", 0.1f, 3), Result("b", 0.2f, 4)]);
        Assert.Equal(0.2f, best["a"]);
        Assert.Equal(0.1f, best["b"]);
    }

    [Fact]
    public void Of_equal_losses_the_lower_rate_is_taken() =>
        Assert.Equal(0.1f, LearningRateChoice.Best(["a"], [0.1f, 0.2f], [Result("a", 0.2f, 1), Result("a", 0.1f, 1)])["a"]);

    [Fact]
    public void A_rate_that_diverged_is_out() =>
        Assert.Equal(0.1f, LearningRateChoice.Best(["a"], [0.1f, 0.2f], [Result("a", 0.1f, 9)])["a"]);

    [Fact]
    public void A_single_rate_needs_no_runs() => Assert.Equal(0.3f, LearningRateChoice.Best(["a"], [0.3f], [])["a"]);

    [Fact]
    public void An_arm_that_diverged_everywhere_is_an_error()
    {
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(
            () => LearningRateChoice.Best(["a", "b"], [0.1f, 0.2f], [Result("a", 0.1f, 1)]));
        Assert.StartsWith("b diverged at every learning rate (0.1, 0.2)", error.Message, StringComparison.Ordinal);
    }

    private static RunResult Result(string arm, float rate, double loss) =>
        Results.Make(arm, 1, loss) with { Key = new RunKey(arm, RunPhase.Tuning, 1, rate) };
}
