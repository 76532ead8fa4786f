using System;
using System.Linq;
using DenseVsMoe.Statistics;
using Xunit;

namespace Tokitai.Study.Tests.Statistics;

public sealed class MeanIntervalTests
{
    /// <summary>Worked by hand: mean 4, squares 8 + ... = 10, s^2 = 2.5, error sqrt(0.5), t(4) = 2.776445.</summary>
    [Fact]
    public void The_interval_is_the_mean_and_t_standard_errors()
    {
        MeanInterval interval = MeanInterval.Of([2, 3, 4, 5, 6]);
        Assert.Equal(5, interval.Count);
        Assert.Equal(4, interval.Mean, 14);
        Assert.Equal(Math.Sqrt(0.5), interval.StandardError, 14);
        Assert.Equal(2.776445 * Math.Sqrt(0.5), interval.HalfWidth, 6);
        Assert.Equal(interval.Mean - interval.HalfWidth, interval.Low);
        Assert.Equal(interval.Mean + interval.HalfWidth, interval.High);
        Assert.True(interval.ExcludesZero);
    }

    [Fact]
    public void What_a_seed_does_to_both_of_a_pair_drops_out()
    {
        double[] baseline = [1, 50, -7, 3];
        MeanInterval interval = MeanInterval.OfDifferences([.. baseline.Select(x => x - 0.25)], baseline);
        Assert.Equal(-0.25, interval.Mean, 12);
        Assert.InRange(interval.HalfWidth, 0, 1e-12);
        Assert.True(interval.ExcludesZero);
    }

    [Fact]
    public void Differences_are_values_less_the_baseline() => Assert.Equal(3, MeanInterval.OfDifferences([4, 5], [1, 2]).Mean);

    [Fact]
    public void An_interval_around_zero_does_not_exclude_it() => Assert.False(MeanInterval.Of([-1, 1, 2]).ExcludesZero);

    [Fact]
    public void A_single_value_has_no_interval()
    {
        MeanInterval interval = MeanInterval.Of([3]);
        Assert.Equal(3, interval.Mean);
        Assert.True(double.IsNaN(interval.StandardError) && double.IsNaN(interval.HalfWidth));
        Assert.False(interval.ExcludesZero);
    }

    /// <summary>Of 2000 intervals for the mean of four values, about 95 % hold it: 100 misses with a standard deviation of 9.7.</summary>
    [Fact]
    public void Intervals_hold_the_true_mean_as_often_as_they_say()
    {
        var random = new PhiloxRandom(3);
        int missed = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            double[] values = [.. Enumerable.Range(0, 4).Select(_ => Normal(random) + 10)];
            MeanInterval interval = MeanInterval.Of(values);
            if (interval.Low > 10 || interval.High < 10) missed++;
        }

        Assert.InRange(missed, 60, 140);
    }

    [Fact]
    public void Values_without_partners_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => MeanInterval.OfDifferences([1, 2, 3], [1, 2]));
        Assert.StartsWith("3 values cannot be paired with 2.", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => MeanInterval.Of([]));
    }

    /// <summary>Box and Muller 1958.</summary>
    private static double Normal(PhiloxRandom random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextSingle())) * Math.Cos(Math.Tau * random.NextSingle());
}
