using System;
using System.Linq;
using Tokitai.Tests.Support;
using Tokitai.Training.Tests.Models;
using Tokitai.Training.Tests.Support;
using Xunit;

namespace Tokitai.Training.Tests;

/// <summary>How mixtures use their experts. Routers have the identity as their weights, so that inputs are logits.</summary>
public sealed class RouterMetricsTests : IDisposable
{
    /// <summary>Router weights are float32.</summary>
    private const double Tolerance = 1e-6;

    private static readonly float Ln2 = MathF.Log(2), Ln3 = MathF.Log(3);

    private readonly Routed _model = new(1);
    private readonly Workspace<Routed> _workspace = Routed.CreateWorkspace(8);
    private readonly RouterMetrics _metrics = new(Routed.Info);

    public RouterMetricsTests()
    {
        _model.Experts.Router.Weight.CopyFrom([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
        _model.Experts.Router.Bias.CopyFrom(new float[4]);
    }

    [Fact]
    public void A_case_by_hand()
    {
        // Row 0: experts 0 and 1 with weights 1:1. Row 1: experts 0 and 2 with 3:1. The rest of a softmax is not in the weights.
        Pass(5, 5, 0, 0, Ln3, -9, 0, -9);
        MixtureUsage usage = _metrics[0];
        Assert.Equal(("experts", 4, 2, 2), (usage.Name, usage.Experts, usage.TopK, usage.Rows));
        Assert.Equal([0.5, 0.25, 0.25, 0], usage.Share.ToArray());
        Close([(0.5 + 0.75) / 2, 0.25, 0.125, 0], usage.WeightShare);
        double ofThreeToOne = -((0.75 * Math.Log(0.75)) + (0.25 * Math.Log(0.25)));
        Assert.Equal((Math.Log(2) + ofThreeToOne) / 2, usage.Entropy, Tolerance);
        Assert.Equal((0.5 * Math.Log(2)) + (0.5 * Math.Log(4)), usage.ShareEntropy, MetricCase.Tolerance);
        Assert.Equal(0.25, usage.UnusedFraction);

        // Another pass goes on: row 2 to experts 3 and 2 with 2:1.
        Pass(-9, -9, 0, Ln2);
        Assert.Equal(3, usage.Rows);
        Assert.Equal([2.0 / 6, 1.0 / 6, 2.0 / 6, 1.0 / 6], usage.Share.ToArray());
        Close([1.25 / 3, 0.5 / 3, (0.25 + (1.0 / 3)) / 3, 2.0 / 9], usage.WeightShare);
        Assert.Equal(0, usage.UnusedFraction);
    }

    /// <summary>The same from all weights at once, over passes of several sizes.</summary>
    [Fact]
    public void Agrees_with_the_definitions()
    {
        var weights = new System.Collections.Generic.List<float[]>();
        for (int batch = 1; batch <= 8; batch++)
        {
            Pass(MetricCase.Random(batch * 4, 1000, seed: (ulong)batch));
            weights.AddRange(_workspace.RouterWeights(0).ToArray().Chunk(4));
        }

        double[][] rows = [.. weights.Select(row => row.Select(weight => weight / row.Sum(value => (double)value)).ToArray())];
        double[] share = [.. Enumerable.Range(0, 4).Select(i => rows.Count(row => row[i] > 0) / (2.0 * rows.Length))];
        Assert.Equal(36, _metrics[0].Rows);
        Assert.Equal(share, _metrics[0].Share.ToArray());
        Assert.Equal(1, share.Sum(), MetricCase.Tolerance);
        Assert.All(Enumerable.Range(0, 4), i => Assert.Equal(rows.Average(row => row[i]), _metrics[0].WeightShare[i], MetricCase.Tolerance));
        Assert.Equal(rows.Average(Entropy), _metrics[0].Entropy, MetricCase.Tolerance);
        Assert.Equal(Entropy(share), _metrics[0].ShareEntropy, MetricCase.Tolerance);
    }

    [Fact]
    public void A_dense_model_is_one_expert_with_weight_1()
    {
        using var model = new RoutedTwin(1);
        using Workspace<RoutedTwin> workspace = RoutedTwin.CreateWorkspace(8, training: false);
        var metrics = new RouterMetrics(RoutedTwin.Info);
        model.Forward(new float[5 * 4], workspace);
        metrics.Add(workspace);
        model.Forward(new float[3 * 4], workspace);
        metrics.Add(workspace);
        MixtureUsage usage = Assert.Single(metrics);
        Assert.Same(usage, metrics[0]);
        Assert.Equal(("dense", 1, 1, 8), (usage.Name, usage.Experts, usage.TopK, usage.Rows));
        Assert.Equal([1.0], usage.Share.ToArray());
        Assert.Equal([1.0], usage.WeightShare.ToArray());
        Assert.Equal((0.0, 0.0, 0.0), (usage.Entropy, usage.ShareEntropy, usage.UnusedFraction));
    }

    [Fact]
    public void A_mixture_inside_an_expert_counts_the_samples_that_come_to_it()
    {
        using NestedRouted model = NestedModel();
        using Workspace<NestedRouted> workspace = NestedRouted.CreateWorkspace(8, training: false);
        var metrics = new RouterMetrics(NestedRouted.Info);
        Assert.Equal(["outer", "outer.0.inner", "outer.1.inner"], metrics.Select(usage => usage.Name));

        // The first input sends three samples to expert 0; there 1:1 on experts 0 and 1, twice, and 1:3 on 1 and 2.
        model.Forward([1, 1, -9, 1, 1, -9, 1, 1, 1 + Ln3], workspace);
        metrics.Add(workspace);
        Assert.Equal((3, 3, 0), (metrics[0].Rows, metrics[1].Rows, metrics[2].Rows));
        Assert.Equal([1.0, 0], metrics[0].Share.ToArray());
        Assert.Equal((0.0, 0.0, 0.5), (metrics[0].Entropy, metrics[0].ShareEntropy, metrics[0].UnusedFraction));
        Assert.Equal(0, metrics[1].UnusedFraction);
        Assert.Equal([0.0, 0, 0], metrics[2].Share.ToArray());
        Assert.Equal((double.NaN, double.NaN, 1.0), (metrics[2].Entropy, metrics[2].ShareEntropy, metrics[2].UnusedFraction));

        // One more to each: samples that are elsewhere thin out nothing.
        model.Forward([1, 1, -9, -1, 5, 5], workspace);
        metrics.Add(workspace);
        Assert.Equal((5, 4, 1), (metrics[0].Rows, metrics[1].Rows, metrics[2].Rows));
        Assert.Equal([0.8, 0.2], metrics[0].Share.ToArray());
        Assert.Equal([0.0, 0.5, 0.5], metrics[2].Share.ToArray());
        Assert.Equal(Math.Log(2), metrics[2].Entropy, Tolerance);
        Assert.Equal(1.0 / 3, metrics[2].UnusedFraction);
    }

    [Fact]
    public void Reset_forgets_all_passes()
    {
        Pass(5, 5, 0, 0);
        _metrics.Reset();
        MixtureUsage usage = _metrics[0];
        Assert.Equal((0, 1.0), (usage.Rows, usage.UnusedFraction));
        Assert.Equal((double.NaN, double.NaN), (usage.Entropy, usage.ShareEntropy));
        Assert.Equal(new double[4], usage.Share.ToArray());
        Assert.Equal(new double[4], usage.WeightShare.ToArray());
        Pass(-9, -9, 0, Ln2);
        Assert.Equal([0, 0, 0.5, 0.5], usage.Share.ToArray());
        Close([0, 0, 1.0 / 3, 2.0 / 3], usage.WeightShare);
    }

    /// <summary>A chosen expert whose probability is 0 in float32 adds nothing to the result and is not counted.</summary>
    [Fact]
    public void A_weight_that_underflows_is_no_assignment()
    {
        Pass(0, -300, -301, -302);
        Assert.Equal([1.0, 0, 0, 0], _metrics[0].Share.ToArray());
        Assert.Equal((0.0, 0.0, 0.75), (_metrics[0].Entropy, _metrics[0].ShareEntropy, _metrics[0].UnusedFraction));
    }

    [Fact]
    public void What_cannot_be_added()
    {
        Assert.Contains("No Forward of Routed has run", Assert.Throws<InvalidOperationException>(() => _metrics.Add(_workspace)).Message);
        using Workspace<RoutedTwin> other = RoutedTwin.CreateWorkspace(1);
        Assert.Contains("No Forward of RoutedTwin has run", Assert.Throws<InvalidOperationException>(() => new RouterMetrics(RoutedTwin.Info).Add(other)).Message);
        Assert.Contains("metrics of Routed, but the workspace is one of RoutedTwin", Assert.Throws<ArgumentException>(() => _metrics.Add(other)).Message);
        Assert.Contains("Routed have 1 mixtures: valid are 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => _metrics[1]).Message);
        Assert.Equal(0, _metrics[0].Rows);
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        Pass(MetricCase.Random(8 * 4, 1000, seed: 1));
        Assert.Equal(0, Allocated.Least(() => _metrics.Add(_workspace)));
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _model.Dispose();
    }

    private static NestedRouted NestedModel()
    {
        var model = new NestedRouted(1);
        model.Outer.Router.Weight.CopyFrom([1, 0, 0, -1, 0, 0]);
        model.Outer.Router.Bias.CopyFrom(new float[2]);
        foreach (int expert in new[] { 0, 1 })
        {
            model.Outer[expert].Inner.Router.Weight.CopyFrom([1, 0, 0, 0, 1, 0, 0, 0, 1]);
            model.Outer[expert].Inner.Router.Bias.CopyFrom(new float[3]);
        }

        return model;
    }

    private static double Entropy(double[] shares) => -shares.Where(share => share > 0).Sum(share => share * Math.Log(share));

    private static void Close(double[] expected, ReadOnlySpan<double> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], Tolerance);
    }

    private void Pass(params float[] logits)
    {
        _model.Forward(logits, _workspace);
        _metrics.Add(_workspace);
    }
}
