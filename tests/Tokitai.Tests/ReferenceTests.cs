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
    public void Dense_gelu_two_blocks() => Check<DenseWide>("dense_gelu_b6_96x32x48x20x2", classes: true);

    [Fact]
    public void Dense_gelu_one_sample() => Check<DenseTiny>("dense_gelu_b1_5x3x7x4x1", classes: true);

    [Fact]
    public void Mlp_relu() => Check<MlpRelu>("mlp_relu_b7", classes: false);

    [Fact]
    public void Mlp_gelu() => Check<MlpGelu>("mlp_gelu_b7", classes: false);

    [Fact]
    public void Linear_without_bias() => Check<LinearNoBias>("linear_no_bias", classes: false);

    private void Check<TModel>(string name, bool classes)
        where TModel : class, IModel<TModel>
    {
        var reference = new ReferenceCase(name);
        foreach (SimdLevel simd in (IEnumerable<SimdLevel>)[SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512])
        {
            double worst = Worst<TModel>(reference, classes, simd);
            log.WriteLine($"{name}, {simd}: worst relative error {worst:E2}");
            Assert.True(worst <= Tolerance, $"{name}, {simd}: worst relative error {worst:E2}");
        }
    }

    private static double Worst<TModel>(ReferenceCase reference, bool classes, SimdLevel simd)
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
        Objective objective = classes ? Objective.CrossEntropy(TModel.Info.OutputSize) : Objective.MeanSquaredError(TModel.Info.OutputSize);
        double loss = classes
            ? objective.Evaluate(output, reference.Labels("target"), outputGradient)
            : objective.Evaluate(output, reference.Floats("target"), outputGradient);

        using Gradients<TModel> gradients = TModel.CreateGradients();
        var inputGradient = new float[input.Length];
        model.Backward(outputGradient, gradients, workspace, inputGradient);

        double worst = RelativeError.Of(reference.Floats("output"), output);
        worst = Math.Max(worst, RelativeError.Of(reference.Floats("loss"), [(float)loss]));
        worst = Math.Max(worst, RelativeError.Of(reference.Floats("grad_input"), inputGradient));
        for (int i = 0; i < gradients.Count; i++)
        {
            worst = Math.Max(worst, RelativeError.Of(reference.Floats($"grad.{i:D3}"), gradients[i].ToArray()));
        }

        return worst;
    }
}
