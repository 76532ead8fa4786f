using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

public sealed unsafe class LayerNormKernelTests
{
    private const float Epsilon = 1e-5f;

    /// <summary>
    /// Relative to the largest element: a normalised value carries a few roundings of float32 (6e-8 each), a gradient the sums
    /// over features or samples besides.
    /// </summary>
    private const double ForwardTolerance = 1e-6, BackwardTolerance = 4e-6;

    private static readonly WorkerPool[] Pools = [new(1), new(2), new(3)];
    private static readonly SimdLevel[] Widths = [SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512];

    public static TheoryData<int, int> Shapes()
    {
        var data = new TheoryData<int, int>();
        // Two features normalise to +1 and -1 whatever they are: the input gradient is the rest of terms that cancel, so no relative
        // tolerance fits it.
        foreach (int features in Enumerable.Range(3, 68)) data.Add(1 + (features % 9), features);
        foreach (int batch in Enumerable.Range(1, 40)) data.Add(batch, 33);
        foreach (int features in new[] { 255, 256, 257, 512, 600, 1024, 1040, 4096 }) data.Add(17, features);
        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_agrees_with_float64(int batch, int features)
    {
        float[] x = Values.Uniform(batch * features, 1), w = Values.Uniform(features, 2), b = Values.Uniform(features, 3);
        double[] expected = NormReference.Forward(Double(x), Double(w), Double(b), batch, features, Epsilon, Relu);
        float[]? first = null;
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            float[] y = Forward(pool, simd, x, w, b, batch, features, ActivationKind.Relu);
            AssertClose(expected, y, ForwardTolerance);
            AssertSameBits(ref first, y);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_agrees_with_float64(int batch, int features)
    {
        float[] x = Values.Uniform(batch * features, 1), w = Values.Uniform(features, 2), b = Values.Uniform(features, 3);
        float[] dy = Values.Uniform(batch * features, 4);
        (double[] dx, double[] dw, double[] db) = NormReference.Backward(
            Double(x), Double(w), Double(b), Double(dy), batch, features, Epsilon, u => u > 0 ? 1 : 0);
        float[]? first = null;
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            float[] result = Backward(pool, simd, x, w, b, dy, batch, features, ActivationKind.Relu);
            AssertClose(dx, result[..dx.Length], BackwardTolerance);
            AssertClose(dw, result[dx.Length..(dx.Length + features)], BackwardTolerance);
            AssertClose(db, result[(dx.Length + features)..], BackwardTolerance);
            AssertSameBits(ref first, result);
        }
    }

    /// <summary>
    /// Values around a large mean, exact in float32: raw sums of squares would leave nothing of the variance, a mean in one float
    /// would shift everything by up to half its last place.
    /// </summary>
    [Theory]
    [InlineData(1e3f)]
    [InlineData(1e5f)]
    [InlineData(-3e6f)]
    public void Large_means_survive(float mean)
    {
        const int Batch = 3, Features = 700;
        float[] x = [.. Values.Uniform(Batch * Features, 5).Select(value => mean + value)];
        float[] ones = [.. Enumerable.Repeat(1f, Features)], zeros = new float[Features];
        double[] expected = NormReference.Forward(Double(x), Double(ones), Double(zeros), Batch, Features, Epsilon, u => u);
        foreach (SimdLevel simd in Widths)
        {
            AssertClose(expected, Forward(Pools[0], simd, x, ones, zeros, Batch, Features, ActivationKind.None), ForwardTolerance);
        }
    }

    [Fact]
    public void Equal_features_normalise_to_the_bias()
    {
        const int Features = 50;
        float[] x = [.. Enumerable.Repeat(7.25f, Features)], w = Values.Uniform(Features, 2), b = Values.Uniform(Features, 3);
        Assert.Equal(b, Forward(Pools[0], SimdDispatch.Level, x, w, b, 1, Features, ActivationKind.None));
    }

    [Fact]
    public void A_sample_does_not_see_its_neighbours()
    {
        const int Batch = 13, Features = 300;
        float[] x = Values.Uniform(Batch * Features, 1), w = Values.Uniform(Features, 2), b = Values.Uniform(Features, 3);
        float[] together = Forward(Pools[1], SimdDispatch.Level, x, w, b, Batch, Features, ActivationKind.None);
        for (int sample = 0; sample < Batch; sample++)
        {
            Range row = (sample * Features)..((sample + 1) * Features);
            float[] alone = Forward(Pools[0], SimdDispatch.Level, x[row], w, b, 1, Features, ActivationKind.None);
            Assert.Equal(-1, Values.FirstDifference(together[row], alone));
        }
    }

    /// <summary>The last panel's padding would add to the statistics and to the weight gradients of the layer before.</summary>
    [Fact]
    public void Padding_stays_zero()
    {
        const int Batch = 4, Features = 21;
        float[] x = [.. Values.Uniform(Batch * Features, 1).Select(value => value + 5)], w = Values.Uniform(Features, 2);
        using Panels input = new(x, Batch, Features), gradient = new(Values.Uniform(Batch * Features, 4), Batch, Features);
        using Panels statistics = new(Batch, 1), output = new(Batch, Features), scratch = new(1, 1024);
        using PackedTensor weight = PackedTensor.Vector(Features, w), bias = PackedTensor.Vector(Features, w);
        using PackedTensor dw = PackedTensor.Vector(Features), db = PackedTensor.Vector(Features);
        NormForward.Run(
            Pools[0], SimdDispatch.Level, Batch, Features, NormKind.Layer, ActivationKind.None, Epsilon,
            weight.Pointer, bias.Pointer, input.Pointer, statistics.Pointer, output.Pointer);
        NormBackward.Run(
            Pools[0], SimdDispatch.Level, Batch, Features, NormKind.Layer, ActivationKind.None,
            weight.Pointer, bias.Pointer, input.Pointer, statistics.Pointer, gradient.Pointer, scratch.Pointer,
            new GradientSink(dw.Pointer, false), new GradientSink(db.Pointer, false));
        Assert.True(output.PaddingIsZero() && gradient.PaddingIsZero() && dw.PaddingIsZero() && db.PaddingIsZero());
    }

    private static float[] Forward(
        WorkerPool pool, SimdLevel simd, float[] x, float[] w, float[] b, int batch, int features, ActivationKind activation)
    {
        using Panels input = new(x, batch, features), statistics = new(batch, 1), output = new(batch, features);
        using PackedTensor weight = PackedTensor.Vector(features, w), bias = PackedTensor.Vector(features, b);
        NormForward.Run(
            pool, simd, batch, features, NormKind.Layer, activation, Epsilon,
            weight.Pointer, bias.Pointer, input.Pointer, statistics.Pointer, output.Pointer);
        return output.ToRows();
    }

    /// <summary>Input gradient, weight gradient and bias gradient after each other.</summary>
    private static float[] Backward(
        WorkerPool pool, SimdLevel simd, float[] x, float[] w, float[] b, float[] dy, int batch, int features, ActivationKind activation)
    {
        using Panels input = new(x, batch, features), statistics = new(batch, 1), output = new(batch, features);
        using Panels gradient = new(dy, batch, features), scratch = new(1, 2 * PackedLayout.RoundUp(features));
        using PackedTensor weight = PackedTensor.Vector(features, w), bias = PackedTensor.Vector(features, b);
        using PackedTensor dw = PackedTensor.Vector(features), db = PackedTensor.Vector(features);
        NormForward.Run(
            pool, simd, batch, features, NormKind.Layer, activation, Epsilon,
            weight.Pointer, bias.Pointer, input.Pointer, statistics.Pointer, output.Pointer);
        NormBackward.Run(
            pool, simd, batch, features, NormKind.Layer, activation,
            weight.Pointer, bias.Pointer, input.Pointer, statistics.Pointer, gradient.Pointer, scratch.Pointer,
            new GradientSink(dw.Pointer, false), new GradientSink(db.Pointer, false));
        return [.. gradient.ToRows(), .. dw.ToArray(), .. db.ToArray()];
    }

    private static IEnumerable<(WorkerPool Pool, SimdLevel Simd)> Paths() =>
        from simd in Widths from pool in Pools select (pool, simd);

    private static double Relu(double u) => Math.Max(u, 0);

    private static double[] Double(float[] values) => [.. values.Select(value => (double)value)];

    private static void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        double scale = Math.Max(expected.Max(Math.Abs), 1e-3);
        for (int i = 0; i < expected.Length; i++)
        {
            if (!(Math.Abs(expected[i] - actual[i]) <= tolerance * scale)) Assert.Fail($"element {i}: expected {expected[i]}, got {actual[i]}");
        }
    }

    private static void AssertSameBits(ref float[]? first, float[] values)
    {
        first ??= values;

        // Without fused multiply-add the widths still agree: all of them round twice.
        Assert.Equal(-1, Values.FirstDifference(first, values));
    }
}
