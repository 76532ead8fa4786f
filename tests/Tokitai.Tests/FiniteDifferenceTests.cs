using System;
using System.Linq;
using System.Numerics;
using Tokitai.Tests.Models;
using Tokitai.Tests.Probe;
using Tokitai.Tests.Support;
using Xunit;
using static Tokitai.Tests.Support.Float64Functions;
using static Tokitai.Tests.Support.Float64Layer;

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

    /// <summary>Factor of the losses of mixtures: other than 1, to be seen.</summary>
    private const float AuxiliaryScale = 0.75f;

    private const ulong Seed = 0x1234_5678_9ABC_DEF0;

    private const long StepNumber = 7_000_000_019;

    private static readonly Float64Layer[] Gate = [Dropout(0.3f), LayerNorm(1e-3f), Linear(65), Activate(Sigmoid)];

    private static readonly Float64Layer ProbeResidual = Residual(
        RmsNorm(), Linear(130), Activate(GeluTanh), Dropout(0.2f), Linear(65), RmsNorm(), Activate(Math.Tanh), Residual(Gate), Dropout(0.05f));

    private static readonly Float64Layer ProbeMixture = Mixture(
        new MixtureOfExpertsAttribute(4, 2) { RouterNoise = 0.3f },
        Linear(47), Activate(Silu), Dropout(0.1f),
        Mixture(new MixtureOfExpertsAttribute(3, 2) { Renormalize = true }, Linear(33), LayerNorm(), Activate(Math.Tanh)),
        Linear(65), Residual(Gate));

    private static readonly Float64Layer[] ProbeMoeLayers =
        [Linear(65), LayerNorm(), Residual(RmsNorm(), ProbeMixture), Residual(RmsNorm(), ProbeMixture), Linear(11)];

    private static readonly Float64Layer[] ProbeLayers =
    [
        Dropout(0.1f), Linear(300), LayerNorm(), Activate(Silu),
        .. Wide(270, 65, Gelu), .. Wide(270, 65, Gelu), .. Wide(270, 65, Gelu),
        ProbeResidual, ProbeResidual, Dropout(0.15f), Residual(Gate),
        Linear(29), Activate(Relu), Linear(11, bias: false),
    ];

    [Fact]
    public void Deep_model_with_every_kind_of_layer_in_inference() => Check<ProbeModel>(3, trains: false, ProbeLayers);

    [Fact]
    public void Deep_model_with_every_kind_of_layer_in_a_training_step() => Check<ProbeModel>(3, trains: true, ProbeLayers);

    [Fact]
    public void Mixtures_inside_each_other_in_inference() => Check<ProbeMoe>(7, trains: false, ProbeMoeLayers);

    [Fact]
    public void Mixtures_inside_each_other_in_a_training_step() => Check<ProbeMoe>(7, trains: true, ProbeMoeLayers);

    [Fact]
    public void Relu_without_norm() => Check<MlpRelu>(5, false, Linear(23), Activate(Relu), Linear(6));

    [Fact]
    public void Gelu_without_norm() => Check<MlpGelu>(5, false, Linear(23), Activate(Gelu), Linear(6));

    [Fact]
    public void Gelu_by_tanh_without_norm() => Check<MlpGeluTanh>(5, false, Linear(23), Activate(GeluTanh), Linear(6));

    [Fact]
    public void Silu_without_norm() => Check<MlpSilu>(5, false, Linear(23), Activate(Silu), Linear(6));

    [Fact]
    public void Tanh_without_norm() => Check<MlpTanh>(5, false, Linear(23), Activate(Math.Tanh), Linear(6));

    [Fact]
    public void Sigmoid_without_norm() => Check<MlpSigmoid>(5, false, Linear(23), Activate(Sigmoid), Linear(6));

    [Fact]
    public void Linear_without_bias() => Check<LinearNoBias>(5, false, Linear(6, bias: false));

    [Fact]
    public void Norms_with_gelu() => Check<DenseWide>(4, false, [Linear(32), LayerNorm(), .. Wide(48, 32, Gelu), .. Wide(48, 32, Gelu), Linear(20)]);

    [Fact]
    public void Root_mean_square_norm() => Check<RmsNormModel>(4, false, Linear(18), RmsNorm(), Linear(6));

    [Fact]
    public void Residuals_with_the_norm_before_the_block() =>
        Check<ResidualPreNorm>(4, false, Linear(24), PreNorm(), PreNorm(), Linear(6));

    [Fact]
    public void Residuals_with_the_norm_behind_the_sum() =>
        Check<ResidualPostNorm>(4, false, Linear(16), Bare(), LayerNorm(), Bare(), LayerNorm(), Linear(5));

    [Fact]
    public void Dropout_in_a_training_step() => Check<DropoutModel>(7, trains: true, Dropout(0.25f), Linear(33), Activate(Relu), Dropout(0.5f), Linear(20), Dropout(0.1f), Linear(3));

    [Fact]
    public void Mixture_that_is_the_whole_model() => Check<PlainMixture>(9, false, Mixture(new(5, 2), Linear(19), Activate(Gelu), Linear(7)));

    [Fact]
    public void Mixture_of_one_expert() => Check<SingleExpert>(4, false, Linear(8), Mixture(new(1, 1), Linear(9), Activate(Math.Tanh)));

    [Fact]
    public void Mixture_of_which_every_expert_is_chosen() => Check<EveryExpert>(6, false, Mixture(new(3, 3), LayerNorm(), Linear(9)), Activate(Math.Tanh), Linear(4));

    [Fact]
    public void Mixture_with_renormalised_weights() =>
        Check<RenormalizedMixture>(8, false, Linear(12), Mixture(new(6, 3) { Renormalize = true }, Linear(20), Activate(Silu), Linear(12)), RmsNorm(), Linear(4));

    [Fact]
    public void Mixture_with_load_balancing() => Check<BalancedMixture>(9, false, Mixture(new(5, 2) { LoadBalance = 8 }, Linear(7), Activate(Math.Tanh)));

    [Fact]
    public void Mixture_with_a_z_loss() => Check<ZLossMixture>(9, false, Mixture(new(5, 2) { RouterZLoss = 2 }, Linear(7), Activate(Math.Tanh)));

    [Fact]
    public void Mixture_with_a_gluing_penalty() => Check<GluedMixture>(9, false, Mixture(new(5, 3) { GluingPenalty = 4 }, Linear(20), Activate(Math.Tanh)));

    [Fact]
    public void Mixture_with_a_gluing_penalty_of_detached_gates() =>
        Check<DetachedMixture>(9, false, Mixture(new(5, 3) { GluingPenalty = 4, DetachGates = true }, Linear(20), Activate(Math.Tanh)));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Mixtures_with_every_option_inside_residuals_repeats_and_each_other(bool trains)
    {
        Float64Layer inner = Mixture(
            new(4, 2) { Renormalize = true, LoadBalance = 2, RouterZLoss = 1, RouterNoise = 0.25f, GluingPenalty = 2 }, Linear(18), Activate(GeluTanh), Dropout(0.25f));
        Float64Layer outer = Mixture(
            new(3, 2) { LoadBalance = 4, RouterZLoss = 0.5f, RouterNoise = 0.5f, GluingPenalty = 1, DetachGates = true }, Dropout(0.125f), inner, inner, Linear(14));
        Float64Layer around = Residual(LayerNorm(), outer);
        Check<NestedMixtures>(12, trains, Linear(14), around, around, around, Linear(5));
    }

    [Fact]
    public void Encodings_of_inputs_whose_gradient_goes_straight_through() =>
        Check<EncodedInputs>(5, false, Encoding(8, 22), Linear(24), LayerNorm(), Activate(Gelu), Linear(7));

    [Fact]
    public void Encodings_inside_residuals_repeats_and_experts_whose_gradient_goes_straight_through() => Check<EncodedInside>(
        9, false, Linear(20), Activate(Sigmoid), Encoding(2, 17, 3, 4), Residual(Coded()), Residual(Coded()), Mixture(new(4, 2), Coded()), Encoding(0, 5, 2, 6));

    [Fact]
    public void Hundreds_of_layers_in_loops() => Check<HundredsOfLayers>(
        2, trains: true, elements: 1, [.. Enumerable.Repeat(Residual(Thin()), 301), .. Thin(), .. Thin(), .. Thin(), Linear(5)]);

    private static Float64Layer[] Coded() => [Encoding(0, 9, 2, 5), Linear(20), RmsNorm(), Activate(Sigmoid), Encoding(10, 10, 5, 2)];

    private static Float64Layer[] Thin() => [LayerNorm(), Linear(12), Activate(Silu), Dropout(0.1f)];

    private static Float64Layer PreNorm() => Residual(LayerNorm(), Linear(40), Activate(Gelu), Linear(24));

    private static Float64Layer Bare() => Residual(Linear(40), Activate(Gelu), Linear(16));

    private static Float64Layer[] Wide(int up, int down, Converter<double, double> function) =>
        [Linear(up), LayerNorm(), Activate(function), Linear(down), LayerNorm(), Activate(function)];

    private static void Check<TModel>(int batch, bool trains, params Float64Layer[] layers)
        where TModel : class, IModel<TModel> => Check<TModel>(batch, trains, Elements, layers);

    private static void Check<TModel>(int batch, bool trains, int elements, Float64Layer[] layers)
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(3);
        Perturb(model);
        int inputs = TModel.Info.InputSize, outputs = TModel.Info.OutputSize;
        float[] input = ProbeRun.Values(batch * inputs, 1), outputGradient = ProbeRun.Values(batch * outputs, 2);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(batch);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        var inputGradient = new float[input.Length];
        if (trains) workspace.BeginStep(Seed, StepNumber);
        model.Forward(input, workspace);
        double auxiliaryLoss = workspace.AuxiliaryLoss;
        var routing = Float64Routing.Of(workspace, batch);
        model.Backward(outputGradient, gradients, workspace, inputGradient, auxiliaryScale: AuxiliaryScale);

        var network = new Float64Network(layers);
        network.Load(model.Parameters);
        double[][] samples = [.. Enumerable.Range(0, batch).Select(b => Array.ConvertAll(input[(b * inputs)..((b + 1) * inputs)], x => (double)x))];

        // The loss whose gradient by the outputs is the given one.
        double Loss()
        {
            routing.Begin();
            double sum = 0;
            for (int b = 0; b < batch; b++)
            {
                double[] y = network.Forward(samples[b], new Float64Draws(trains ? StepNumber : null, Seed, b, routing));
                for (int n = 0; n < outputs; n++) sum += y[n] * outputGradient[(b * outputs) + n];
            }

            return sum + (AuxiliaryScale * routing.AuxiliaryLoss);
        }

        Loss();
        Assert.True(Math.Abs(routing.AuxiliaryLoss - auxiliaryLoss) <= Tolerance * routing.AuxiliaryLoss, $"auxiliary loss {auxiliaryLoss}, in float64 {routing.AuxiliaryLoss}");

        for (int i = 0; i < gradients.Count; i++) CheckTensor(gradients[i].Name, network.Parameters[i], gradients[i].ToArray(), elements, Loss);
        for (int b = 0; b < batch; b++) CheckTensor($"input {b}", samples[b], inputGradient[(b * inputs)..((b + 1) * inputs)], elements, Loss);
    }

    private static void CheckTensor(string name, double[] values, float[] gradient, int elements, Func<double> loss)
    {
        double scale = gradient.Max(value => Math.Abs((double)value));

        // The tensors of an expert that got no sample: one element tells that nothing depends on them.
        if (scale == 0) elements = 1;

        // Without a common divisor with the length, so that the elements lie in different rows and columns.
        long stride = Math.Max(1, (long)(values.Length * 0.618));
        while (BigInteger.GreatestCommonDivisor(stride, values.Length) != 1) stride++;
        for (int e = 0; e < elements; e++)
        {
            int i = (int)((e + 1) * stride % values.Length);
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
