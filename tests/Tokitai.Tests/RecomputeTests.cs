using System;
using System.Collections.Generic;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Repeats whose copies Backward runs again train as those that keep everything: the same bits, in less memory.</summary>
public sealed class RecomputeTests
{
    private const int Batch = 19;

    [Fact]
    public void Blocks_with_repeats_inside_and_a_first_copy_of_another_size() => AssertSame<Tower, RecomputedTower>();

    [Fact]
    public void Hundreds_of_copies_in_loops() => AssertSame<HundredsOfLayers, RecomputedHundreds>();

    /// <summary>Routers decide again, with the same noise; experts that nobody chose have nothing to run again.</summary>
    [Fact]
    public void Mixtures_of_experts_and_repeats_inside_them() => AssertSame<NestedMixtures, RecomputedMixtures>();

    [Fact]
    public void It_is_no_part_of_what_a_model_computes()
    {
        Assert.Equal(Tower.Fingerprint, RecomputedTower.Fingerprint);
        Assert.Equal(Tower.TrainingFlopsPerSample, RecomputedTower.TrainingFlopsPerSample);
        Assert.Equal(Tower.Info.Workspace.InferenceFeatures, RecomputedTower.Info.Workspace.InferenceFeatures);
    }

    [Fact]
    public void A_training_workspace_is_smaller()
    {
        // 304 copies of a norm (16 and its statistics), a product and its activation, or their outputs of 16 and one copy for each of two repeats.
        long saved = HundredsOfLayers.Info.Workspace.TrainingFeatures - RecomputedHundreds.Info.Workspace.TrainingFeatures;
        Assert.Equal((304 * 64) - (304 * 16) - (2 * 64), saved);
    }

    private static void AssertSame<TModel, TRecomputed>()
        where TModel : class, IModel<TModel>
        where TRecomputed : class, IModel<TRecomputed>
    {
        foreach (float bound in new[] { float.PositiveInfinity, 0.5f })
        {
            List<float> expected = Train<TModel>(1, bound);
            Assert.Equal(expected, Train<TRecomputed>(1, bound));
            Assert.Equal(expected, Train<TRecomputed>(3, bound));
        }
    }

    /// <summary>Outputs, auxiliary losses, gradients and parameters of every way through Backward. A bounded norm has the fused way run twice.</summary>
    private static List<float> Train<TModel>(int threads, float bound)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(5);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(Batch);
        workspace.State.Pool = new WorkerPool(threads);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        using var optimizer = new AdamW<TModel>(model) { MaxGradientNorm = bound };
        List<float> results = [];
        for (int step = 0; step < 2; step++)
        {
            float[] input = ProbeRun.Values(Batch * TModel.Info.InputSize, step), dy = ProbeRun.Values(Batch * TModel.Info.OutputSize, -step), dx = new float[input.Length];

            // Gradients of two passes, the second with fewer samples and without a gradient by the input.
            Forward(input);
            model.Backward(dy, gradients, workspace, dx);
            results.AddRange(dx);
            const int Few = 7;
            Forward(input.AsSpan(0, Few * TModel.Info.InputSize));
            model.Backward(dy.AsSpan(0, Few * TModel.Info.OutputSize), gradients, workspace, accumulate: true);
            foreach (TensorView tensor in gradients) results.AddRange(tensor.ToArray());
            optimizer.Step(gradients);

            Forward(input);
            model.BackwardAndUpdate(dy, optimizer, workspace, dx);
            results.AddRange(dx);
            if (float.IsFinite(bound)) results.Add((float)optimizer.GradientNorm);

            void Forward(ReadOnlySpan<float> samples)
            {
                workspace.BeginStep(1, step);
                results.AddRange(model.Forward(samples, workspace));
                results.Add((float)workspace.AuxiliaryLoss);
            }
        }

        foreach (TensorView tensor in model.Parameters) results.AddRange(tensor.ToArray());
        Assert.True(results.TrueForAll(float.IsFinite));
        return results;
    }
}
