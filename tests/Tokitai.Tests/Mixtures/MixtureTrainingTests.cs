using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Mixtures;

/// <summary>Training of mixtures: experts without rows, auxiliary losses, the same bits everywhere and for every way of updating.</summary>
public sealed class MixtureTrainingTests
{
    private const int Batch = 33;

    [Fact]
    public void Nested_mixtures_with_every_option_have_the_same_bits_for_every_thread_count_and_vector_width()
    {
        float[]? first = null;
        foreach (SimdLevel simd in new[] { SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512 })
        {
            foreach (int threads in new[] { 1, 2, 3 })
            {
                float[] bits = Pass<NestedMixtures>(simd, threads);
                first ??= bits;
                Assert.True(first.AsSpan().SequenceEqual(bits), $"{simd}, {threads} threads");
            }
        }
    }

    [Fact]
    public void Large_batches_are_cut_into_tasks_without_another_bit()
    {
        float[] one = Pass<NanoMoe>(SimdLevel.Vector256, 1, batch: 700), three = Pass<NanoMoe>(SimdLevel.Vector512, 3, batch: 700);
        Assert.True(one.AsSpan().SequenceEqual(three));
    }

    public static TheoryData<string, float> Optimizers()
    {
        var data = new TheoryData<string, float>();
        foreach (string name in EveryOptimizer.Names)
        {
            data.Add(name, float.PositiveInfinity);
            data.Add(name, 0.5f);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Fused_and_separate_updates_give_the_same_bits_clipped_or_not(string optimizer, float maxNorm)
    {
        using NestedMixtures separate = new(1), fused = new(1);
        using Optimizer<NestedMixtures> separateOptimizer = EveryOptimizer.Create(optimizer, separate), fusedOptimizer = EveryOptimizer.Create(optimizer, fused);
        separateOptimizer.MaxGradientNorm = fusedOptimizer.MaxGradientNorm = maxNorm;
        using Workspace<NestedMixtures> workspace = NestedMixtures.CreateWorkspace(Batch);
        using Gradients<NestedMixtures> gradients = NestedMixtures.CreateGradients();
        for (int step = 0; step < 4; step++)
        {
            // Few samples: some experts have none.
            int batch = step == 1 ? 2 : Batch;
            float[] input = ProbeRun.Values(batch * NestedMixtures.InputSize, step), gradient = ProbeRun.Values(batch * NestedMixtures.OutputSize, step);
            float[] separateInput = new float[input.Length], fusedInput = new float[input.Length];
            workspace.BeginStep(1, step);
            separate.Forward(input, workspace);
            separate.Backward(gradient, gradients, workspace, separateInput, auxiliaryScale: 0.5f);
            separateOptimizer.Step(gradients);
            workspace.BeginStep(1, step);
            fused.Forward(input, workspace);
            fused.BackwardAndUpdate(gradient, fusedOptimizer, workspace, fusedInput, auxiliaryScale: 0.5f);
            Assert.Equal(separateInput, fusedInput);
        }

        foreach ((TensorView expected, TensorView actual) in separate.Parameters.Zip(fused.Parameters)) Assert.Equal(expected.ToArray(), actual.ToArray());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_expert_without_samples_gets_a_zero_gradient_while_moments_and_decay_go_on(bool isFused)
    {
        using var model = new PlainMixture(1);
        using var optimizer = new AdamW<PlainMixture>(model, 0.01f, weightDecay: 0.1f);
        using Workspace<PlainMixture> workspace = PlainMixture.CreateWorkspace(Batch);
        using Gradients<PlainMixture> gradients = PlainMixture.CreateGradients();
        float[] input = ProbeRun.Values(Batch * PlainMixture.InputSize, 1), outputGradient = ProbeRun.Values(Batch * PlainMixture.OutputSize, 2);
        model.Experts.Router.Weight.Fill(0);

        // A step in which expert 4 takes part gives it moments; then it is shut out.
        model.Experts.Router.Bias.CopyFrom([0, 0, 0, 9, 9]);
        Step();
        model.Experts.Router.Bias.CopyFrom([9, 9, 0, 0, -9]);
        float[] before = model.Experts[4].Up.Weight.ToArray(), untouched = model.Experts[2].Up.Weight.ToArray();
        Step();
        if (!isFused)
        {
            Assert.All(gradients.Where(tensor => tensor.Name.StartsWith("experts.4.", StringComparison.Ordinal)), tensor => Assert.All(tensor.ToArray(), value => Assert.Equal(0, value)));
            Assert.Contains(gradients.Single(tensor => tensor.Name == "experts.1.up.weight").ToArray(), value => value != 0);
        }

        // Expert 2 never had a gradient: decay alone moves it, by the factor 1 - 0.01 * 0.1.
        float[] after = model.Experts[4].Up.Weight.ToArray(), decayed = model.Experts[2].Up.Weight.ToArray();
        for (int i = 0; i < untouched.Length; i++) Assert.Equal(untouched[i] * (1 - (0.01 * 0.1)), decayed[i], 1e-7);

        // Expert 4 goes on with its first moment: 0.9 of it, and 0.999 of the second, corrected for two steps.
        double factor = 0.01 * (0.9 * 0.1 / (1 - (0.9 * 0.9))) / Math.Sqrt(0.999 * 0.001 / (1 - (0.999 * 0.999)));
        for (int i = 0; i < before.Length; i++) Assert.Equal(factor, Math.Abs((before[i] * (1 - (0.01 * 0.1))) - after[i]), 1e-5);

        void Step()
        {
            model.Forward(input, workspace);
            if (isFused)
            {
                model.BackwardAndUpdate(outputGradient, optimizer, workspace);
                return;
            }

            model.Backward(outputGradient, gradients, workspace);
            optimizer.Step(gradients);
        }
    }

    [Fact]
    public void Accumulating_leaves_the_gradients_of_an_expert_without_samples_as_they_are()
    {
        using var model = new PlainMixture(1);
        using Workspace<PlainMixture> workspace = PlainMixture.CreateWorkspace(Batch);
        using Gradients<PlainMixture> gradients = PlainMixture.CreateGradients();
        float[] input = ProbeRun.Values(Batch * PlainMixture.InputSize, 1), outputGradient = ProbeRun.Values(Batch * PlainMixture.OutputSize, 2);
        model.Experts.Router.Weight.Fill(0);
        model.Experts.Router.Bias.CopyFrom([0, 0, 0, 9, 9]);
        model.Forward(input, workspace);
        model.Backward(outputGradient, gradients, workspace);
        float[] before = gradients.Single(tensor => tensor.Name == "experts.4.up.weight").ToArray();
        model.Experts.Router.Bias.CopyFrom([9, 9, 0, 0, 0]);
        model.Forward(input, workspace);
        model.Backward(outputGradient, gradients, workspace, accumulate: true);
        Assert.Equal(before, gradients.Single(tensor => tensor.Name == "experts.4.up.weight").ToArray());
    }

    [Fact]
    public void A_single_expert_has_weight_one()
    {
        using var model = new SingleExpert(1);
        using Workspace<SingleExpert> workspace = SingleExpert.CreateWorkspace(Batch);
        model.Forward(ProbeRun.Values(Batch * SingleExpert.InputSize, 1), workspace);
        Assert.All(workspace.RouterWeights(0).ToArray(), weight => Assert.Equal(1, weight));
        Assert.Equal(0, workspace.AuxiliaryLoss);
    }

    [Fact]
    public void A_balanced_router_has_a_balancing_loss_of_its_factor()
    {
        // Uniform probabilities: E * sum of F_i / E = 1, whoever is chosen.
        using var model = new BalancedMixture(1);
        using Workspace<BalancedMixture> workspace = BalancedMixture.CreateWorkspace(Batch, training: false);
        model.Experts.Router.Weight.Fill(0);
        model.Experts.Router.Bias.Fill(0);
        model.Forward(ProbeRun.Values(Batch * BalancedMixture.InputSize, 1), workspace);
        Assert.Equal(8, workspace.AuxiliaryLoss, 1e-6);

        // All weight on two of five: both shares are 1/2, both probabilities nearly 1/2.
        model.Experts.Router.Bias.CopyFrom([30, 30, 0, 0, 0]);
        model.Forward(ProbeRun.Values(Batch * BalancedMixture.InputSize, 1), workspace);
        Assert.Equal(8 * 5 * 0.5, workspace.AuxiliaryLoss, 1e-5);
    }

    [Fact]
    public void The_z_loss_is_the_mean_square_of_the_log_sum()
    {
        using var model = new ZLossMixture(1);
        using Workspace<ZLossMixture> workspace = ZLossMixture.CreateWorkspace(Batch, training: false);
        model.Experts.Router.Weight.Fill(0);
        model.Experts.Router.Bias.Fill(3);
        model.Forward(ProbeRun.Values(Batch * ZLossMixture.InputSize, 1), workspace);
        Assert.Equal(2 * Math.Pow(3 + Math.Log(5), 2), workspace.AuxiliaryLoss, 1e-5);
    }

    [Fact]
    public void Experts_that_agree_pay_no_gluing_penalty()
    {
        using var model = new GluedMixture(1);
        using Workspace<GluedMixture> workspace = GluedMixture.CreateWorkspace(Batch, training: false);
        float[] input = ProbeRun.Values(Batch * GluedMixture.InputSize, 1);
        model.Forward(input, workspace);
        Assert.True(workspace.AuxiliaryLoss > 0.01);
        foreach (TwentyExpert expert in model.Experts)
        {
            expert.Dense.Weight.CopyFrom(model.Experts[0].Dense.Weight.ToArray());
            expert.Dense.Bias.CopyFrom(model.Experts[0].Dense.Bias.ToArray());
        }

        model.Forward(input, workspace);
        Assert.Equal(0, workspace.AuxiliaryLoss);
    }

    [Fact]
    public void Without_auxiliary_scale_the_losses_leave_no_gradient()
    {
        // The two models differ by their options alone.
        using var glued = new GluedMixture(1);
        using var detached = new DetachedMixture(1);
        Assert.Equal(Gradient(glued, 0), Gradient(detached, 0));
        Assert.NotEqual(Gradient(glued, 0), Gradient(glued, 1));
        Assert.NotEqual(Gradient(glued, 1), Gradient(detached, 1));
    }

    [Fact]
    public void Balancing_spreads_samples_over_the_experts()
    {
        using var model = new BalancedMixture(1);
        using var optimizer = new AdamW<BalancedMixture>(model, 0.02f);
        using Workspace<BalancedMixture> workspace = BalancedMixture.CreateWorkspace(Batch);
        model.Experts.Router.Bias.CopyFrom([2, 2, 0, 0, 0]);
        float[] input = ProbeRun.Values(Batch * BalancedMixture.InputSize, 1), none = new float[Batch * BalancedMixture.OutputSize];
        model.Forward(input, workspace);
        double before = workspace.AuxiliaryLoss;
        for (int step = 0; step < 200; step++)
        {
            model.Forward(input, workspace);
            model.BackwardAndUpdate(none, optimizer, workspace);
        }

        model.Forward(input, workspace);
        Assert.True(before > 10 && workspace.AuxiliaryLoss < 8.5, $"{before} -> {workspace.AuxiliaryLoss}");
    }

    private static float[] Gradient<TModel>(TModel model, float scale)
        where TModel : class, IModel<TModel>
    {
        using Workspace<TModel> workspace = TModel.CreateWorkspace(Batch);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        model.Forward(ProbeRun.Values(Batch * TModel.Info.InputSize, 1), workspace);
        model.Backward(ProbeRun.Values(Batch * TModel.Info.OutputSize, 2), gradients, workspace, auxiliaryScale: scale);
        return [.. gradients.SelectMany(tensor => tensor.ToArray())];
    }

    private static float[] Pass<TModel>(SimdLevel simd, int threads, int batch = Batch)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(1);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(batch);
        workspace.State.Simd = simd;
        workspace.State.Pool = new WorkerPool(threads);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        var inputGradient = new float[batch * TModel.Info.InputSize];
        var results = new List<float>();
        workspace.BeginStep(1, 2);
        results.AddRange(model.Forward(ProbeRun.Values(inputGradient.Length, 1), workspace));
        results.Add((float)workspace.AuxiliaryLoss);
        model.Backward(ProbeRun.Values(batch * TModel.Info.OutputSize, 2), gradients, workspace, inputGradient);
        results.AddRange(inputGradient);
        foreach (TensorView tensor in gradients) results.AddRange(tensor.ToArray());
        return [.. results];
    }
}
