using System;
using Tokitai.Tests.Support;
using Tokitai.Training.Tests.Support;
using Xunit;

namespace Tokitai.Training.Tests;

/// <summary>Errors of values.</summary>
public sealed class RegressionMetricsTests
{
    [Fact]
    public void A_case_by_hand()
    {
        // Differences 1, -1, 2 and 0.
        var metrics = new RegressionMetrics(2);
        metrics.Add([1, 2, 3, 4], [0, 3, 1, 4]);
        Assert.Equal((2, 1.0), (metrics.Rows, metrics.MeanAbsoluteError));
        Assert.Equal(Math.Sqrt(6.0 / 4), metrics.RootMeanSquaredError, MetricCase.Tolerance);
    }

    /// <summary>mean_absolute_error and the root of mean_squared_error, as eng/metric-references.py prints them.</summary>
    [Theory]
    [InlineData(1, 1, 9, 1.75, 1.75)]
    [InlineData(50, 3, 801, 26.274166666666666, 30.40458607129304)]
    [InlineData(400, 7, 64, 2.7659821428571427, 3.3800755486062313)]
    public void Agrees_with_scikit_learn(int rows, int size, int levels, double absolute, double squared)
    {
        var metrics = new RegressionMetrics(size);
        metrics.Add(MetricCase.Values(rows * size, levels), MetricCase.AsFloats(MetricCase.Labels(rows * size, 5)));
        Assert.Equal(absolute, metrics.MeanAbsoluteError, MetricCase.Tolerance);
        Assert.Equal(squared, metrics.RootMeanSquaredError, MetricCase.Tolerance);
    }

    [Fact]
    public void The_squared_error_is_that_of_the_loss()
    {
        float[] outputs = MetricCase.Random(30, 1000, seed: 1), targets = MetricCase.Random(30, 1000, seed: 2);
        var metrics = new RegressionMetrics(3);
        metrics.Add(outputs.AsSpan(0, 9), targets.AsSpan(0, 9));
        metrics.Add(outputs.AsSpan(9), targets.AsSpan(9));
        double loss = Objective.MeanSquaredError(3).Evaluate(outputs, targets);
        Assert.Equal(Math.Sqrt(loss), metrics.RootMeanSquaredError, 1e-6); // Squares of the loss are float32's.
    }

    [Fact]
    public void Differences_are_taken_in_double()
    {
        var metrics = new RegressionMetrics(1);
        metrics.Add([3e38f], [-3e38f]);
        Assert.Equal(2.0 * 3e38f, metrics.MeanAbsoluteError);
        Assert.Equal(2.0 * 3e38f, metrics.RootMeanSquaredError, 1e26); // A square and its root: two roundings.
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_say()
    {
        var metrics = new RegressionMetrics(1);
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.MeanAbsoluteError, metrics.RootMeanSquaredError));
        metrics.Add([5], [1]);
        metrics.Reset();
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.MeanAbsoluteError, metrics.RootMeanSquaredError));
        metrics.Add([5], [3]);
        Assert.Equal((1, 2.0, 2.0), (metrics.Rows, metrics.MeanAbsoluteError, metrics.RootMeanSquaredError));
    }

    [Fact]
    public void Wrong_input_is_named_and_nothing_is_counted()
    {
        var metrics = new RegressionMetrics(2);
        Assert.Contains(
            "Row 1 has the target Infinity for output 1: it must be finite.",
            Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[4], [0, 1, 5, float.PositiveInfinity])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[2], [0, float.NaN]));
        Assert.Contains("Row 0 has NaN for output 1", Assert.Throws<NotFiniteNumberException>(() => metrics.Add([0, float.NaN], new float[2])).Message);
        Assert.Contains("no whole rows of 2", Assert.Throws<ArgumentException>(() => metrics.Add(new float[3], new float[3])).Message);
        Assert.Contains("need 4 targets", Assert.Throws<ArgumentException>(() => metrics.Add(new float[4], new float[2])).Message);
        Assert.Equal(0, metrics.Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => new RegressionMetrics(0));
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        float[] values = MetricCase.Random(60, 9, seed: 5);
        var metrics = new RegressionMetrics(3);
        Assert.Equal(0, Allocated.Least(() => metrics.Add(values, values)));
    }
}
