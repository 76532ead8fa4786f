using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Tests.Support;
using Tokitai.Training.Tests.Models;
using Tokitai.Training.Tests.Support;
using Xunit;

namespace Tokitai.Training.Tests;

/// <summary>Metrics of all heads of a model at once.</summary>
public sealed class HeadMetricsTests
{
    private const int Rows = 40;

    private readonly HeadMetrics _metrics = new(FourHeads.Info);
    private readonly float[] _output = MetricCase.Random(Rows * 8, 20, seed: 1);
    private readonly float[] _targets = Targets();

    [Fact]
    public void There_is_an_entry_for_every_head()
    {
        Assert.Equal(FourHeads.Info.Heads, _metrics.Select(entry => entry.Head));
        Assert.Equal(4, _metrics.Count);
        for (int i = 0; i < 4; i++) Assert.Same(_metrics[i], _metrics[FourHeads.Info.Heads[i].Name]);
        Assert.Equal((null, null), (_metrics["events"].Classification, _metrics["events"].Regression));
        Assert.Equal((null, null), (_metrics["outcome"].Binary, _metrics["outcome"].Regression));
        Assert.Equal((null, null), (_metrics["place"].Binary, _metrics["place"].Classification));
        Assert.Equal((2, 3, 2, 1), (_metrics[0].Binary!.Size, _metrics[1].Classification!.Classes, _metrics[2].Regression!.Size, _metrics[3].Regression!.Size));
    }

    [Fact]
    public void Each_head_has_the_metrics_of_its_columns()
    {
        _metrics.Add(_output.AsSpan(0, 15 * 8), _targets.AsSpan(0, 15 * 6));
        _metrics.Add(_output.AsSpan(15 * 8), _targets.AsSpan(15 * 6));

        var outcome = new ClassificationMetrics(3);
        outcome.Add(Columns(_output, 8, 2, 3), Array.ConvertAll(Columns(_targets, 6, 2, 1), label => (int)label));
        Assert.Equal((Rows, outcome.Accuracy, outcome.MacroF1), (_metrics["outcome"].Classification!.Rows, _metrics["outcome"].Classification!.Accuracy, _metrics["outcome"].Classification!.MacroF1));

        var events = new BinaryMetrics(2);
        events.Add(Columns(_output, 8, 0, 2), Columns(_targets, 6, 0, 2));
        Assert.Equal((Rows, events.MeanAbsoluteError, events.RocAuc), (_metrics["events"].Binary!.Rows, _metrics["events"].Binary!.MeanAbsoluteError, _metrics["events"].Binary!.RocAuc));

        foreach ((string head, int first, int firstTarget, int size) in new[] { ("place", 5, 3, 2), ("size", 7, 5, 1) })
        {
            var values = new RegressionMetrics(size);
            values.Add(Columns(_output, 8, first, size), Columns(_targets, 6, firstTarget, size));
            Assert.Equal((Rows, values.MeanAbsoluteError, values.RootMeanSquaredError), (_metrics[head].Regression!.Rows, _metrics[head].Regression!.MeanAbsoluteError, _metrics[head].Regression!.RootMeanSquaredError));
        }
    }

    [Fact]
    public void Reset_forgets_the_rows_of_all_heads()
    {
        _metrics.Add(_output, _targets);
        _metrics.Reset();
        Assert.All(_metrics, entry => Assert.Equal(0, Count(entry)));
    }

    /// <summary>What is wrong in the last head is found before the first one has counted anything.</summary>
    [Fact]
    public void Wrong_input_is_named_and_nothing_is_counted()
    {
        Throws<ArgumentOutOfRangeException>("Row 7 has the label 3 of head 'outcome': it must be a whole number from 0 to 2.", _output, Changed(_targets, (7 * 6) + 2, 3));
        Throws<ArgumentOutOfRangeException>("Row 7 has the label 0.5 of head 'outcome'", _output, Changed(_targets, (7 * 6) + 2, 0.5f));
        Throws<ArgumentOutOfRangeException>("Row 7 has the label NaN of head 'outcome'", _output, Changed(_targets, (7 * 6) + 2, float.NaN));
        Throws<ArgumentOutOfRangeException>("Row 8 has the target 2 for output 1 of head 'events': it must be a probability", _output, Changed(_targets, (8 * 6) + 1, 2));
        Throws<ArgumentOutOfRangeException>("Row 9 has the target Infinity for output 0 of head 'size': it must be finite", _output, Changed(_targets, (9 * 6) + 5, float.PositiveInfinity));
        Throws<NotFiniteNumberException>("Row 39 has NaN for output 0 of head 'size'", Changed(_output, (39 * 8) + 7, float.NaN), _targets);
        Throws<NotFiniteNumberException>("Row 3 has NaN for output 2 of head 'outcome'", Changed(_output, (3 * 8) + 4, float.NaN), _targets);
        Throws<ArgumentException>("There are 319 values, which are no whole rows of 8.", _output[1..], _targets);
        Throws<ArgumentException>("40 rows of outputs need 240 targets, 6 a row, but there are 234.", _output, _targets[6..]);
    }

    [Fact]
    public void Heads_that_do_not_exist()
    {
        Assert.Contains("FourHeads has 4 heads: valid are 0 to 3", Assert.Throws<ArgumentOutOfRangeException>(() => _metrics[4]).Message);
        Assert.Contains(
            "FourHeads has no head 'aux': its heads are 'events', 'outcome', 'place', 'size'.", Assert.Throws<KeyNotFoundException>(() => _metrics["aux"]).Message);
        Assert.Contains("NestedRouted has 2 outputs and 0 heads", Assert.Throws<ArgumentException>(() => new HeadMetrics(NestedRouted.Info)).Message);
    }

    [Fact]
    public void Nothing_is_allocated_for_as_many_rows_as_before() => Assert.Equal(0, Allocated.Least(() =>
    {
        _metrics.Reset();
        _metrics.Add(_output, _targets);
    }));

    private static float[] Targets()
    {
        float[] targets = MetricCase.Random(Rows * 6, 20, seed: 2);
        int[] events = MetricCase.RandomLabels(Rows * 2, 2, seed: 3), classes = MetricCase.RandomLabels(Rows, 3, seed: 4);
        for (int row = 0; row < Rows; row++) (targets[row * 6], targets[(row * 6) + 1], targets[(row * 6) + 2]) = (events[row * 2], events[(row * 2) + 1], classes[row]);
        return targets;
    }

    private static float[] Columns(float[] matrix, int stride, int first, int size) => [.. matrix.Chunk(stride).SelectMany(row => row.Skip(first).Take(size))];

    private static float[] Changed(float[] values, int index, float value)
    {
        float[] changed = [.. values];
        changed[index] = value;
        return changed;
    }

    private static long Count(HeadMetricsEntry entry) => entry.Classification?.Rows ?? entry.Binary?.Rows ?? entry.Regression!.Rows;

    private void Throws<TException>(string message, float[] output, float[] targets)
        where TException : Exception
    {
        Assert.Contains(message, Assert.Throws<TException>(() => _metrics.Add(output, targets)).Message);
        Assert.All(_metrics, entry => Assert.Equal(0, Count(entry)));
    }
}
