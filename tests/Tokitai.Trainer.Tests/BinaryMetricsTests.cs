using System;
using System.Linq;
using Tokitai.Tests.Support;
using Tokitai.Training.Tests.Support;
using Xunit;

namespace Tokitai.Training.Tests;

/// <summary>Mean absolute error and area under the ROC curve of yes/no outputs.</summary>
public sealed class BinaryMetricsTests
{
    [Fact]
    public void A_case_by_hand()
    {
        // Positives have 3 and 1, negatives 2, 1 and 0: of six pairs 3 beats all, 1 beats 0 and is level with 1.
        var metrics = new BinaryMetrics(1);
        metrics.Add([3, 2, 1, 1, 0], [1, 0, 1, 0, 0]);
        Assert.Equal((3 + 1 + 0.5) / 6, metrics.RocAuc, MetricCase.Tolerance);
        Assert.Equal(metrics.RocAuc, metrics.RocAucOf(0));
        Assert.Equal(5, metrics.Rows);

        // Sigmoids 1/2 and 3/4 (of ln 3), errors 1/2 and 1/4.
        metrics.Reset();
        metrics.Add([0, MathF.Log(3)], [0, 1]);
        Assert.Equal(0.375, metrics.MeanAbsoluteError, 1e-7); // The logit is rounded to float32.
    }

    /// <summary>mean_absolute_error and roc_auc_score(average='macro'), as eng/metric-references.py prints them.</summary>
    [Theory]
    [InlineData(30, 1, 5, 0.5072660373964288, 0.4138755980861244)]
    [InlineData(300, 8, 4001, 0.5052404350734907, 0.49996046219266127)]
    [InlineData(300, 3, 7, 0.5005177503493448, 0.4951703607461919)]
    [InlineData(1000, 2, 33, 0.5036779426531223, 0.4923164129808363)]
    public void Agrees_with_scikit_learn(int rows, int size, int levels, double error, double area)
    {
        var metrics = new BinaryMetrics(size);
        metrics.Add(MetricCase.Values(rows * size, levels), MetricCase.AsFloats(MetricCase.Labels(rows * size, 2)));
        Assert.Equal(error, metrics.MeanAbsoluteError, MetricCase.Tolerance);
        Assert.Equal(area, metrics.RocAuc, MetricCase.Tolerance);
    }

    /// <summary>The same by counting pairs; few levels make ties, also of 0 and -0.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(10_000)]
    public void Agrees_with_the_count_of_pairs(int levels)
    {
        for (int rows = 2; rows < 90; rows += 3)
        {
            float[] logits = MetricCase.Random(rows, levels, seed: (ulong)rows);
            int[] labels = MetricCase.RandomLabels(rows, 2, seed: (ulong)rows);
            var metrics = new BinaryMetrics(1);
            metrics.Add(logits, MetricCase.AsFloats(labels));
            double[] pairs = [..
                from positive in Enumerable.Range(0, rows).Where(row => labels[row] == 1)
                from negative in Enumerable.Range(0, rows).Where(row => labels[row] == 0)
                select logits[positive] > logits[negative] ? 1 : logits[positive] == logits[negative] ? 0.5 : 0];
            Assert.Equal(pairs.Length == 0 ? double.NaN : pairs.Average(), metrics.RocAuc, MetricCase.Tolerance);
        }
    }

    [Fact]
    public void Outputs_that_saw_one_class_alone_do_not_count_in_the_mean()
    {
        // Output 0 is ranked rightly, output 1 wrongly, output 2 has no negative row.
        var metrics = new BinaryMetrics(3);
        metrics.Add([1, 1, 1, 0, 0, 0], [1, 0, 1, 0, 1, 1]);
        Assert.Equal((1.0, 0.0, double.NaN), (metrics.RocAucOf(0), metrics.RocAucOf(1), metrics.RocAucOf(2)));
        Assert.Equal(0.5, metrics.RocAuc);

        var alike = new BinaryMetrics(1);
        alike.Add([1, 2], [0, 0]);
        Assert.Equal(double.NaN, alike.RocAuc);
    }

    [Fact]
    public void Logits_are_told_apart_where_their_sigmoids_are_equal()
    {
        var metrics = new BinaryMetrics(1);
        metrics.Add([41, 40, float.NegativeInfinity, float.PositiveInfinity, -2000, 1e30f], [1, 0, 0, 1, 0, 1]);
        Assert.Equal(1, metrics.RocAuc);
        Assert.Equal(1.0 / 6, metrics.MeanAbsoluteError, MetricCase.Tolerance); // 40 is wrong, the others right beyond what double shows.
    }

    [Fact]
    public void Soft_targets_count_for_the_class_that_they_lean_to()
    {
        BinaryMetrics soft = new(1), hard = new(1);
        soft.Add([2, 1, 1.5f, 0], [0.9f, 0.1f, 0.5f, 0.4999f]);
        hard.Add([2, 1, 1.5f, 0], [1, 0, 1, 0]);
        Assert.Equal(hard.RocAuc, soft.RocAuc);
        soft.Reset();
        soft.Add([0, 0], [0.25f, 1]);
        Assert.Equal((0.25 + 0.5) / 2, soft.MeanAbsoluteError, MetricCase.Tolerance);
    }

    [Fact]
    public void Batches_give_the_whole_also_when_it_is_read_in_between()
    {
        float[] logits = MetricCase.Random(60 * 4, 9, seed: 5), targets = MetricCase.AsFloats(MetricCase.RandomLabels(60 * 4, 2, seed: 5));
        BinaryMetrics whole = new(4), parts = new(4);
        whole.Add(logits, targets);
        for (int start = 0; start < logits.Length; start += 5 * 4)
        {
            parts.Add(logits.AsSpan(start, 5 * 4), targets.AsSpan(start, 5 * 4));
            Assert.InRange(parts.RocAuc, 0, 1);
        }

        Assert.Equal((whole.Rows, whole.MeanAbsoluteError, whole.RocAuc), (parts.Rows, parts.MeanAbsoluteError, parts.RocAuc));
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_say()
    {
        var metrics = new BinaryMetrics(2);
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.MeanAbsoluteError, metrics.RocAuc));
        metrics.Add([1, 1, 0, 0], [1, 1, 0, 0]);
        Assert.Equal(1, metrics.RocAuc);
        metrics.Reset();
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.MeanAbsoluteError, metrics.RocAuc));
        metrics.Add([1, 1, 0, 0], [0, 0, 1, 1]);
        Assert.Equal(0, metrics.RocAuc);
    }

    [Fact]
    public void Wrong_input_is_named_and_nothing_is_counted()
    {
        var metrics = new BinaryMetrics(2);
        Assert.Contains(
            "Row 1 has the target 1.5 for output 0: it must be a probability, from 0 to 1.",
            Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[4], [0, 1, 1.5f, 0])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[2], [0, -1e-9f]));
        Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[2], [0, float.NaN]));
        Assert.Contains("Row 1 has NaN for output 1", Assert.Throws<NotFiniteNumberException>(() => metrics.Add([0, 0, 0, float.NaN], new float[4])).Message);
        Assert.Contains("There are 3 values, which are no whole rows of 2.", Assert.Throws<ArgumentException>(() => metrics.Add(new float[3], new float[3])).Message);
        Assert.Contains("2 rows of outputs need 4 targets, 2 a row, but there are 2.", Assert.Throws<ArgumentException>(() => metrics.Add(new float[4], new float[2])).Message);
        Assert.Equal(0, metrics.Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => new BinaryMetrics(0));
        Assert.Contains("valid are 0 to 1", Assert.Throws<ArgumentOutOfRangeException>(() => metrics.RocAucOf(2)).Message);
    }

    [Fact]
    public void Nothing_is_allocated_for_as_many_rows_as_before()
    {
        float[] logits = MetricCase.Random(60 * 4, 9, seed: 5), targets = MetricCase.AsFloats(MetricCase.RandomLabels(60 * 4, 2, seed: 5));
        var metrics = new BinaryMetrics(4);
        Assert.Equal(0, Allocated.Least(() =>
        {
            metrics.Reset();
            metrics.Add(logits, targets);
            _ = metrics.RocAuc;
        }));
    }
}
