using System;
using System.Linq;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests;

/// <summary>Every gradient agrees with central differences of a float64 network of the same parameters.</summary>
public sealed class FiniteDifferenceTests
{
    /// <summary>Central differences in float64 lose about a third of the digits: 1e-5 squared, and 1e-16 / 1e-5.</summary>
    private const double Step = 1e-5;

    /// <summary>Relative to the largest element of a tensor: the rounding of a float32 pass over a few layers.</summary>
    private const double Tolerance = 1e-5;

    /// <summary>Elements of each tensor that are checked, spread over it; each costs two float64 passes.</summary>
    private const int Elements = 12;

    private static readonly Float64Layer ProbeUp = new(270, true, true, Float64Layer.Gelu), ProbeDown = new(65, true, true, Float64Layer.Gelu);

    [Fact]
    public void Deep_model_with_every_kind_of_layer() => Check<ProbeModel>(3,
        new(300, true, true, Float64Layer.Identity), ProbeUp, ProbeDown, ProbeUp, ProbeDown, ProbeUp, ProbeDown,
        new(29, true, false, Float64Layer.Relu), new(11, false, false, Float64Layer.Identity));

    [Fact]
    public void Relu_without_norm() => Check<MlpRelu>(5, new(23, true, false, Float64Layer.Relu), new(6, true, false, Float64Layer.Identity));

    [Fact]
    public void Gelu_without_norm() => Check<MlpGelu>(5, new(23, true, false, Float64Layer.Gelu), new(6, true, false, Float64Layer.Identity));

    [Fact]
    public void Linear_without_bias() => Check<LinearNoBias>(5, new Float64Layer(6, false, false, Float64Layer.Identity));

    [Fact]
    public void Norms_with_gelu() => Check<DenseWide>(4,
        new(32, true, true, Float64Layer.Identity), new(48, true, true, Float64Layer.Gelu), new(32, true, true, Float64Layer.Gelu),
        new(48, true, true, Float64Layer.Gelu), new(32, true, true, Float64Layer.Gelu), new(20, true, false, Float64Layer.Identity));

    private static void Check<TModel>(int batch, params Float64Layer[] layers)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(3);
        Perturb(model);
        int inputs = TModel.Info.InputSize, outputs = TModel.Info.OutputSize;
        float[] input = ProbeRun.Values(batch * inputs, 1), outputGradient = ProbeRun.Values(batch * outputs, 2);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(batch);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        var inputGradient = new float[input.Length];
        model.Forward(input, workspace);
        model.Backward(outputGradient, gradients, workspace, inputGradient);

        var network = new Float64Network(layers);
        network.Load(model.Parameters);
        double[][] samples = [.. Enumerable.Range(0, batch).Select(b => Array.ConvertAll(input[(b * inputs)..((b + 1) * inputs)], x => (double)x))];

        // The loss whose gradient by the outputs is the given one.
        double Loss() => samples.Select((sample, b) => network.Forward(sample).Select((y, n) => y * outputGradient[(b * outputs) + n]).Sum()).Sum();

        for (int i = 0; i < gradients.Count; i++) CheckTensor(gradients[i].Name, network.Parameters[i], gradients[i].ToArray(), Loss);
        for (int b = 0; b < batch; b++) CheckTensor($"input {b}", samples[b], inputGradient[(b * inputs)..((b + 1) * inputs)], Loss);
    }

    private static void CheckTensor(string name, double[] values, float[] gradient, Func<double> loss)
    {
        double scale = gradient.Max(value => Math.Abs((double)value));
        for (int e = 0; e < Elements; e++)
        {
            int i = (int)((long)e * values.Length / Elements);
            double value = values[i];
            values[i] = value + Step;
            double above = loss();
            values[i] = value - Step;
            double below = loss();
            values[i] = value;
            double difference = (above - below) / (2 * Step);
            Assert.True(Math.Abs(difference - gradient[i]) <= Tolerance * scale, $"{name}[{i}]: {gradient[i]}, finite difference {difference}, scale {scale}");
        }
    }

    /// <summary>Norms start as 1 and 0: other values show what multiplies with what.</summary>
    private static void Perturb<TModel>(TModel model)
        where TModel : class, IModel<TModel>
    {
        foreach (TensorView tensor in model.Parameters.Where(tensor => tensor.Info.Kind is TensorKind.NormWeight or TensorKind.NormBias))
        {
            float start = tensor.Info.Kind == TensorKind.NormWeight ? 1 : 0;
            tensor.CopyFrom([.. ProbeRun.Values((int)tensor.Length, tensor.Info.Index).Select(value => start + (value / 2))]);
        }
    }
}
