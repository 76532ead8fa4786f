using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Every activation behind every norm: PyTorch's values and gradients, padding, sums that go on, and updates.</summary>
public sealed unsafe class NormActivationTests
{
    /// <summary>
    /// Relative to the largest element of a tensor; the reference is float64. Roundings of the normalised value (6e-8 each, and
    /// arguments of up to 10 magnify them in the activation), and sums over 37 features or 5 samples. Measured: 5e-7 at most
    /// (the input gradient of tanh behind layer normalisation).
    /// </summary>
    private const double Tolerance = 1e-6;

    private static readonly WorkerPool Pool = new(2);

    public static TheoryData<NormKind, ActivationKind> Pairs()
    {
        var data = new TheoryData<NormKind, ActivationKind>();
        foreach (ActivationKind activation in Enum.GetValues<ActivationKind>())
        {
            data.Add(NormKind.Layer, activation);
            data.Add(NormKind.Rms, activation);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Agrees_with_the_reference(NormKind norm, ActivationKind activation)
    {
        ReferenceFile file = ReferenceFile.Open("norms");
        float[] x = file.Floats("x"), w = file.Floats("weight"), b = file.Floats("bias"), dy = file.Floats("dy");
        var run = new NormRun(norm, activation, file.Shape("x")[0], file.Shape("x")[1]);
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            AssertClose(file, $"{norm}.{activation}.y", run.Forward(Pool, simd, x, w, b));
            (float[] dx, float[] dw, float[] db) = run.Backward(Pool, simd, x, w, b, dy);
            AssertClose(file, $"{norm}.{activation}.dx", dx);
            AssertClose(file, $"{norm}.{activation}.dweight", dw);
            if (run.HasBias) AssertClose(file, $"{norm}.{activation}.dbias", db);
        }
    }

    /// <summary>
    /// The last panel's padding would add to the statistics of a norm and to the weight gradients of the layer before. A sigmoid makes
    /// 0.5 of it.
    /// </summary>
    [Theory]
    [MemberData(nameof(Pairs))]
    public void Padding_stays_zero(NormKind norm, ActivationKind activation)
    {
        // Several tasks of samples (4 x 2100 elements are beyond the threshold), and one.
        foreach ((int batch, int features) in new[] { (4, 21), (1, 3), (4, 2100) })
        {
            var run = new NormRun(norm, activation, batch, features);
            float[] x = [.. Values.Uniform(batch * features, 1).Select(value => value + 5)], w = Values.Uniform(features, 2);
            foreach (SimdLevel simd in VectorMap.Levels)
            {
                using Panels input = new(x, batch, features), gradient = new(Values.Uniform(batch * features, 4), batch, features);
                using Panels statistics = new(batch, 1), output = new(batch, features), scratch = new(1, (int)NormBackward.ScratchLength(features, batch));
                using PackedTensor weight = PackedTensor.Vector(features, w), bias = PackedTensor.Vector(features, w);
                using PackedTensor dw = PackedTensor.Vector(features), db = PackedTensor.Vector(features);
                run.Forward(Pool, simd, weight, bias, input, statistics, output);
                run.Backward(
                    Pool, simd, weight, bias, input, statistics, gradient, scratch,
                    new GradientSink(dw.Pointer, false), new GradientSink(db.Pointer, false));
                Assert.True(output.PaddingIsZero(), $"output, {simd}, {batch} x {features}");
                Assert.True(gradient.PaddingIsZero(), $"gradient, {simd}, {batch} x {features}");
                Assert.True(dw.PaddingIsZero() && db.PaddingIsZero(), $"parameters, {simd}, {batch} x {features}");
            }
        }
    }

    [Theory]
    [InlineData(NormKind.Layer)]
    [InlineData(NormKind.Rms)]
    public void Accumulating_two_halves_gives_the_bits_of_the_whole_batch(NormKind norm)
    {
        const int Half = 4, Features = 37;
        var whole = new NormRun(norm, ActivationKind.Silu, 2 * Half, Features);
        var half = whole with { Batch = Half };
        float[] x = Values.Uniform(2 * Half * Features, 1), dy = Values.Uniform(2 * Half * Features, 4);
        float[] w = Values.Uniform(Features, 2), b = Values.Uniform(Features, 3);
        (_, float[] expectedWeight, float[] expectedBias) = whole.Backward(Pool, SimdDispatch.Level, x, w, b, dy);

        using PackedTensor weight = PackedTensor.Vector(Features, w), bias = PackedTensor.Vector(Features, b);
        using PackedTensor dw = PackedTensor.Vector(Features), db = PackedTensor.Vector(Features);
        for (int part = 0; part < 2; part++)
        {
            Range rows = (part * Half * Features)..((part + 1) * Half * Features);
            using Panels input = new(x[rows], Half, Features), gradient = new(dy[rows], Half, Features);
            using Panels statistics = new(Half, 1), output = new(Half, Features), scratch = new(1, (int)NormBackward.ScratchLength(Features, Half));
            half.Forward(Pool, SimdDispatch.Level, weight, bias, input, statistics, output);
            half.Backward(
                Pool, SimdDispatch.Level, weight, bias, input, statistics, gradient, scratch,
                new GradientSink(dw.Pointer, part > 0), new GradientSink(db.Pointer, part > 0));
        }

        BitAssert.Equal(expectedWeight, dw.ToArray());
        if (half.HasBias) BitAssert.Equal(expectedBias, db.ToArray());
    }

    /// <summary>The optimizer gets each parameter's gradient once, after the input gradient has used the old scale.</summary>
    [Theory]
    [InlineData(NormKind.Layer)]
    [InlineData(NormKind.Rms)]
    public void An_update_sees_the_same_gradients(NormKind norm)
    {
        const int Features = 37;
        var run = new NormRun(norm, ActivationKind.Tanh, 5, Features);
        float[] x = Values.Uniform(5 * Features, 1), dy = Values.Uniform(5 * Features, 4);
        float[] w = Values.Uniform(Features, 2), b = Values.Uniform(Features, 3);
        (float[] dx, float[] dw, float[] db) = run.Backward(Pool, SimdDispatch.Level, x, w, b, dy);

        var rule = new RecordingRule();
        using PackedTensor weight = PackedTensor.Vector(Features, w), bias = PackedTensor.Vector(Features, b);
        using Panels input = new(x, 5, Features), gradient = new(dy, 5, Features);
        using Panels statistics = new(5, 1), output = new(5, Features), scratch = new(1, (int)NormBackward.ScratchLength(Features, 5));
        run.Forward(Pool, SimdDispatch.Level, weight, bias, input, statistics, output);
        run.Backward(
            Pool, SimdDispatch.Level, weight, bias, input, statistics, gradient, scratch,
            new GradientSink(rule, 128), new GradientSink(rule, 512));

        BitAssert.Equal(dx, gradient.ToRows());
        Assert.Equal(run.HasBias ? 2 : 1, rule.Runs.Count);
        Assert.Equal((128, TensorKind.NormWeight), (rule.Runs[0].Offset, rule.Runs[0].Kind));
        BitAssert.Equal(dw, rule.Runs[0].Gradient.AsSpan(0, Features));
        if (!run.HasBias) return;
        Assert.Equal((512, TensorKind.NormBias), (rule.Runs[1].Offset, rule.Runs[1].Kind));
        BitAssert.Equal(db, rule.Runs[1].Gradient.AsSpan(0, Features));
    }

    [Fact]
    public void Without_a_norm_there_is_no_kernel()
    {
        float[] one = [1];
        var run = new NormRun(NormKind.None, ActivationKind.None, 1, 1);
        Assert.Contains("None", Assert.Throws<ArgumentOutOfRangeException>(() => run.Forward(Pool, SimdDispatch.Level, one, one, one)).Message);
        var layer = run with { Norm = NormKind.Layer, Activation = (ActivationKind)99 };
        Assert.Contains("99", Assert.Throws<ArgumentOutOfRangeException>(() => layer.Forward(Pool, SimdDispatch.Level, one, one, one)).Message);
    }

    private static void AssertClose(ReferenceFile file, string tensor, float[] actual)
    {
        float[] expected = file.Floats(tensor);
        double error = expected.Zip(actual, (want, have) => Math.Abs((double)want - have)).Max() / expected.Max(Math.Abs);
        Assert.True(error <= Tolerance, $"{tensor}: relative error {error:e2}");
    }

    private sealed class RecordingRule : UpdateRule
    {
        public List<(long Offset, float[] Gradient, TensorKind Kind)> Runs { get; } = [];

        public override void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead) =>
            Runs.Add((offset, new ReadOnlySpan<float>(gradient, (int)length).ToArray(), kind));
    }
}
