using System;
using System.Collections.Generic;
using Tokitai.Simd;
using Tokitai.Tests.Models;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests;

/// <summary>Output, loss and every gradient of whole models agree with PyTorch.</summary>
public sealed class ReferenceTests(ITestOutputHelper log)
{
    /// <summary>
    /// Relative to the largest element of each tensor. The references are float64 results rounded to float32; a pass in float32 rounds a
    /// few dozen times on the way. Measured: 5.1e-6 where three features are normalised (dense_gelu_b1), below 7e-7 elsewhere; each test
    /// prints its own.
    /// </summary>
    private const double Tolerance = 2e-5;

    [Fact]
    public void Dense_gelu_two_blocks() => Check<DenseWide>("dense_gelu_b6_96x32x48x20x2", Objective.CrossEntropy(20));

    [Fact]
    public void Dense_gelu_one_sample() => Check<DenseTiny>("dense_gelu_b1_5x3x7x4x1", Objective.CrossEntropy(4));

    [Fact]
    public void Dense_gelu_by_tanh_two_blocks() => Check<DenseWideTanh>("dense_gelu_tanh_b6_96x32x48x20x2", Objective.CrossEntropy(20));

    [Fact]
    public void Dense_gelu_by_tanh_one_sample() => Check<DenseTinyTanh>("dense_gelu_tanh_b1_5x3x7x4x1", Objective.CrossEntropy(4));

    [Fact]
    public void Mlp_relu() => Check<MlpRelu>("mlp_relu_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Mlp_gelu() => Check<MlpGelu>("mlp_gelu_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Mlp_gelu_by_tanh() => Check<MlpGeluTanh>("mlp_gelu_tanh_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Mlp_silu() => Check<MlpSilu>("mlp_silu_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Mlp_tanh() => Check<MlpTanh>("mlp_tanh_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Mlp_sigmoid() => Check<MlpSigmoid>("mlp_sigmoid_b7", Objective.MeanSquaredError(6));

    [Fact]
    public void Linear_without_bias() => Check<LinearNoBias>("linear_no_bias", Objective.MeanSquaredError(6));

    [Fact]
    public void Residuals_with_the_norm_before_the_block() => Check<ResidualPreNorm>("residual_prenorm", Objective.CrossEntropy(6));

    [Fact]
    public void Root_mean_square_norm() => Check<RmsNormModel>("rmsnorm", Objective.MeanSquaredError(6));

    [Fact]
    public void Mixture_of_experts() => Check<ReferenceMixture>("moe_b9_12x16x2x5_e4k2", Objective.CrossEntropy(5));

    [Fact]
    public void Binary_cross_entropy() => Check<LinearModel>("loss_bce_logits", Objective.BinaryCrossEntropy(6));

    [Fact]
    public void Cross_entropy_with_label_smoothing() => Check<LinearModel>("loss_cross_entropy_smooth_0.1", Objective.CrossEntropy(6, labelSmoothing: 0.1f));

    [Fact]
    public void Huber() => Check<LinearModel>("loss_huber_1", Objective.Huber(6));

    private void Check<TModel>(string name, Objective objective)
        where TModel : class, IModel<TModel>
    {
        var reference = new ReferenceCase(name);
        foreach (SimdLevel simd in (IEnumerable<SimdLevel>)[SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512])
        {
            double worst = Worst<TModel>(reference, objective, simd);
            log.WriteLine($"{name}, {simd}: worst relative error {worst:E2}");
            Assert.True(worst <= Tolerance, $"{name}, {simd}: worst relative error {worst:E2}");
        }
    }

    private static double Worst<TModel>(ReferenceCase reference, Objective objective, SimdLevel simd)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(0);
        Assert.Equal(reference.ParameterCount, model.Parameters.Count);
        for (int i = 0; i < model.Parameters.Count; i++)
        {
            Assert.Equal(reference.Shape($"param.{i:D3}"), model.Parameters[i].Shape);
            model.Parameters[i].CopyFrom(reference.Floats($"param.{i:D3}"));
        }

        float[] input = reference.Floats("input");
        int batch = input.Length / TModel.Info.InputSize;
        using Workspace<TModel> workspace = TModel.CreateWorkspace(batch);
        workspace.State.Simd = simd;
        workspace.State.Pool = new WorkerPool(2);
        float[] output = model.Forward(input, workspace).ToArray();

        var outputGradient = new float[output.Length];
        double loss = objective.Kind == LossKind.CrossEntropy
            ? objective.Evaluate(output, reference.Labels("target"), outputGradient)
            : objective.Evaluate(output, reference.Floats("target"), outputGradient);

        using Gradients<TModel> gradients = TModel.CreateGradients();
        var inputGradient = new float[input.Length];
        model.Backward(outputGradient, gradients, workspace, inputGradient);

        double worst = RelativeError.Of(reference.Floats("output"), output);
        worst = Math.Max(worst, RelativeError.Of(reference.Floats("loss"), [(float)loss]));
        worst = Math.Max(worst, RelativeError.Of(reference.Floats("grad_input"), inputGradient));
        if (TModel.Info.Mixtures.Count > 0) worst = Math.Max(worst, RelativeError.Of(reference.Floats("router_weights"), workspace.RouterWeights(0).ToArray()));
        for (int i = 0; i < gradients.Count; i++)
        {
            worst = Math.Max(worst, RelativeError.Of(reference.Floats($"grad.{i:D3}"), gradients[i].ToArray()));
        }

        return worst;
    }
}
