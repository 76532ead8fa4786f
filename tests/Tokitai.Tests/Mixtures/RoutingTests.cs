using System;
using System.Linq;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Mixtures;

/// <summary>Which experts a sample is routed to, and what a run can see of it.</summary>
public sealed class RoutingTests : IDisposable
{
    private const int Batch = 40;

    /// <summary>Softmax in float32: a rounding of the exponential, of the sum and of the quotient.</summary>
    private const double Tolerance = 5e-7;

    private readonly PlainMixture _model = new(3);
    private readonly Workspace<PlainMixture> _workspace = PlainMixture.CreateWorkspace(Batch);
    private readonly float[] _input = ProbeRun.Values(Batch * PlainMixture.InputSize, 1);

    [Fact]
    public void Weights_are_the_softmax_over_all_experts_and_zero_for_those_not_chosen()
    {
        _model.Forward(_input, _workspace);
        ReadOnlySpan<float> weights = _workspace.RouterWeights(0);
        Assert.Equal(Batch * 5, weights.Length);
        for (int sample = 0; sample < Batch; sample++)
        {
            double[] softmax = Softmax(sample);
            int[] chosen = [.. Enumerable.Range(0, 5).OrderByDescending(i => softmax[i]).Take(2)];
            for (int i = 0; i < 5; i++) Assert.Equal(chosen.Contains(i) ? softmax[i] : 0, weights[(sample * 5) + i], Tolerance);
        }
    }

    [Fact]
    public void Renormalised_weights_are_those_of_the_chosen_divided_by_their_sum()
    {
        using var model = new RenormalizedMixture(3);
        using Workspace<RenormalizedMixture> workspace = RenormalizedMixture.CreateWorkspace(Batch, training: false);
        model.Forward(ProbeRun.Values(Batch * RenormalizedMixture.InputSize, 1), workspace);
        float[] weights = workspace.RouterWeights(0).ToArray();
        Assert.All(weights.Chunk(6), row =>
        {
            Assert.Equal(3, row.Count(weight => weight > 0));
            Assert.Equal(1, row.Sum(), Tolerance);
        });
    }

    [Theory]
    [InlineData(new float[] { 0, 0, 0, 0, 0 }, 0, 1)]
    [InlineData(new float[] { 1, 2, 2, 2, 1 }, 1, 2)]
    [InlineData(new float[] { 3, 1, 2, 3, 3 }, 0, 3)]
    [InlineData(new float[] { 1, 1, 1, 1, 2 }, 0, 4)]
    [InlineData(new float[] { -0.0f, -1, 0.0f, -1, -2 }, 0, 2)]
    [InlineData(new float[] { -1e30f, -2e30f, 0, -3e30f, -4e30f }, 0, 2)] // All but one underflow in the softmax: the logits tell them apart.
    public void Ties_go_to_the_lower_index(float[] logits, int first, int second)
    {
        _model.Experts.Router.Weight.Fill(0);
        _model.Experts.Router.Bias.CopyFrom(logits);
        _model.Forward(_input, _workspace);
        double[] chosen = [.. Enumerable.Range(0, 5).Select(i => i == first || i == second ? 1.0 : 0)];
        float[] output = _model.Forward(_input, _workspace).ToArray();
        Assert.Equal(Enumerable.Range(0, 5).Where(i => logits[i] > -1e29f && chosen[i] > 0), Enumerable.Range(0, 5).Where(i => _workspace.RouterWeights(0)[i] > 0));

        // An expert that was not chosen leaves no trace.
        for (int i = 0; i < 5; i++)
        {
            if (chosen[i] == 0) _model.Experts[i].Down.Bias.Fill(float.NaN);
        }

        Assert.Equal(output, _model.Forward(_input, _workspace).ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_logit_that_is_not_finite_throws_with_mixture_sample_and_expert(float value)
    {
        _model.Experts.Router.Bias.SetElement(3, value);
        var error = Assert.Throws<NotFiniteNumberException>(() => _model.Forward(_input, _workspace));
        Assert.Contains("router of 'experts' in PlainMixture", error.Message);
        Assert.Contains("for sample 0 and expert 3", error.Message);
        Assert.Equal(value, (float)error.OffendingNumber);

        // The workspace goes on working, but there is no pass to go back through.
        using Gradients<PlainMixture> gradients = PlainMixture.CreateGradients();
        Assert.Throws<InvalidOperationException>(() => _model.Backward(new float[Batch * 7], gradients, _workspace));
        _model.Experts.Router.Bias.SetElement(3, 0);
        _model.Forward(_input, _workspace);
        _model.Backward(new float[Batch * 7], gradients, _workspace);
    }

    [Fact]
    public void A_sample_that_is_not_finite_is_named()
    {
        _input[(17 * PlainMixture.InputSize) + 4] = float.NaN;
        var error = Assert.Throws<NotFiniteNumberException>(() => _model.Forward(_input, _workspace));
        Assert.Contains("for sample 17 and expert 0", error.Message);
    }

    [Fact]
    public void Noise_acts_in_a_training_step_alone_and_is_that_of_the_sample()
    {
        using var model = new NoisyMixture(3);
        using Workspace<NoisyMixture> workspace = NoisyMixture.CreateWorkspace(Batch);
        float[] inference = Weights(null), whole = Weights(1);
        Assert.Equal(inference, Weights(null));
        Assert.NotEqual(inference, whole);
        Assert.Equal(whole, Weights(1));
        Assert.NotEqual(whole, Weights(2));
        workspace.BeginStep(7, 1);
        model.Forward(_input.AsSpan(0, 13 * NoisyMixture.InputSize), workspace);
        float[] first = workspace.RouterWeights(0).ToArray();
        model.Forward(_input.AsSpan(13 * NoisyMixture.InputSize), workspace);
        float[] parts = [.. first, .. workspace.RouterWeights(0)];
        Assert.Equal(whole, parts);

        float[] Weights(long? step)
        {
            if (step is long number) workspace.BeginStep(7, number);
            else workspace.EndStep();
            model.Forward(_input, workspace);
            return workspace.RouterWeights(0).ToArray();
        }
    }

    [Fact]
    public void A_model_lists_its_mixtures_in_the_order_of_execution()
    {
        Assert.Equal(
            ["blocks.0.experts", "blocks.0.experts.0.inner.0.experts", "blocks.0.experts.0.inner.1.experts", "blocks.0.experts.1.inner.0.experts"],
            NestedMixtures.Info.Mixtures.Take(4).Select(mixture => mixture.Name));
        Assert.Equal(3 * (1 + (3 * 2)), NestedMixtures.Info.Mixtures.Count);
        Assert.Equal((3, 2), (NestedMixtures.Info.Mixtures[7].Experts, NestedMixtures.Info.Mixtures[7].TopK));
        Assert.Equal("blocks.1.experts: 2 of 3", NestedMixtures.Info.Mixtures[7].ToString());
        Assert.Empty(MlpRelu.Info.Mixtures);
    }

    [Fact]
    public void A_mixture_inside_an_expert_sees_the_samples_that_come_to_it()
    {
        using var model = new NestedMixtures(3);
        using Workspace<NestedMixtures> workspace = NestedMixtures.CreateWorkspace(Batch);
        model.Forward(ProbeRun.Values(Batch * NestedMixtures.InputSize, 1), workspace);
        for (int block = 0; block < 3; block++)
        {
            for (int expert = 0; expert < 3; expert++)
            {
                for (int copy = 0; copy < 2; copy++)
                {
                    ReadOnlySpan<float> outer = workspace.RouterWeights(7 * block), inner = workspace.RouterWeights((7 * block) + 1 + (2 * expert) + copy);
                    for (int sample = 0; sample < Batch; sample++)
                    {
                        int chosen = inner.Slice(sample * 4, 4).ToArray().Count(weight => weight > 0);
                        Assert.Equal(outer[(sample * 3) + expert] > 0 ? 2 : 0, chosen);
                    }
                }
            }
        }
    }

    [Fact]
    public void Weights_that_cannot_be_asked_for()
    {
        Assert.Contains("nothing has been routed", Assert.Throws<InvalidOperationException>(() => _workspace.RouterWeights(0).Length).Message);
        Assert.Contains("PlainMixture has 1 mixtures of experts: valid are 0 to 0", Assert.Throws<ArgumentOutOfRangeException>(() => _workspace.RouterWeights(1).Length).Message);
        using Workspace<MlpRelu> dense = MlpRelu.CreateWorkspace(1);
        Assert.Contains("MlpRelu has no mixture", Assert.Throws<ArgumentOutOfRangeException>(() => dense.RouterWeights(0).Length).Message);
        Assert.Equal(0, dense.AuxiliaryLoss);
    }

    [Fact]
    public void A_workspace_knows_how_many_samples_the_last_pass_had()
    {
        Assert.Equal(0, _workspace.Batch);
        _model.Forward(_input, _workspace);
        Assert.Equal(Batch, _workspace.Batch);
        _model.Forward(_input.AsSpan(0, 3 * PlainMixture.InputSize), _workspace);
        Assert.Equal(3, _workspace.Batch);
        Assert.Equal(3 * 5, _workspace.RouterWeights(0).Length);
    }

    [Fact]
    public void A_batch_that_the_arrays_of_a_mixture_do_not_hold()
    {
        // 2 * 5 + 1 + 3 * 2 floats a sample, two rows of 16 floats in a panel of the arena.
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => PlainMixture.CreateWorkspace(1 << 26));
        Assert.Contains("takes at most 33554432 samples", error.Message);
    }

    [Fact]
    public void A_row_has_the_same_bits_alone_and_in_a_batch()
    {
        using var model = new NestedMixtures(3);
        using Workspace<NestedMixtures> workspace = NestedMixtures.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * NestedMixtures.InputSize, 1), together = model.Forward(input, workspace).ToArray();
        foreach (int size in new[] { 1, 3, 8, 13 })
        {
            for (int row = 0; row + size <= Batch; row += size)
            {
                ReadOnlySpan<float> part = model.Forward(input.AsSpan(row * NestedMixtures.InputSize, size * NestedMixtures.InputSize), workspace);
                Assert.True(part.SequenceEqual(together.AsSpan(row * NestedMixtures.OutputSize, part.Length)), $"rows {row} to {row + size}");
            }
        }
    }

    [Fact]
    public void The_small_mixture_that_dense_networks_are_compared_with_has_its_size_and_names()
    {
        Assert.Equal(195_540, NanoMoe.ParameterCount);
        Assert.Equal(2 + (4 * 14), NanoMoe.ParameterTensorCount);
        Assert.Equal(
            ["experts.router.weight", "experts.router.bias", "experts.0.input.weight"], NanoMoe.Info.Tensors.Take(3).Select(tensor => tensor.Name));
        using var model = new NanoMoe(1);
        Assert.Equal("experts.router.weight", model.Experts.Router.Weight.Name);
        Assert.Equal([4, 96], model.Experts.Router.Weight.Shape);
        Assert.Equal("experts.2.input.weight", model.Experts[2].Input.Weight.Name);
        Assert.Equal("experts.3.output.bias", model.Experts[^1].Output.Bias.Name);
        Assert.Equal((4, 2), (model.Experts.Count, model.Experts.TopK));
        Assert.Contains("4 experts of NanoExpert", Assert.Throws<ArgumentOutOfRangeException>(() => model.Experts[4]).Message);

        // A router and two experts a sample.
        Assert.Equal(2 * ((4 * 96) + (2 * ((96 * 128) + (2 * 128 * 128) + (128 * 20)))), NanoMoe.ForwardFlopsPerSample);
        Assert.Equal((3 * NanoMoe.ForwardFlopsPerSample) - (2 * ((4 * 96) + (2 * 96 * 128))), NanoMoe.TrainingFlopsPerSample);
    }

    public void Dispose()
    {
        _workspace.Dispose();
        _model.Dispose();
    }

    private double[] Softmax(int sample)
    {
        float[] weight = _model.Experts.Router.Weight.ToArray(), bias = _model.Experts.Router.Bias.ToArray();
        double[] exponentials = [.. Enumerable.Range(0, 5).Select(i => Math.Exp(
            bias[i] + Enumerable.Range(0, 10).Sum(k => (double)weight[(i * 10) + k] * _input[(sample * 10) + k])))];
        return [.. exponentials.Select(value => value / exponentials.Sum())];
    }
}
