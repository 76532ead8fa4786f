using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The norms' kernels against formulas in float64, for many shapes, every width and several numbers of threads.</summary>
public sealed class NormKernelTests(ITestOutputHelper log)
{
    private const float Epsilon = 1e-5f;

    /// <summary>
    /// Relative to the largest element: a normalised value carries a few roundings of float32 (6e-8 each), a gradient the sums
    /// over features or samples besides. Measured: 2e-7 and 2.9e-7 at most.
    /// </summary>
    private const double ForwardTolerance = 1e-6, BackwardTolerance = 4e-6;

    /// <summary>Statistics without a digit lost give the normalised value three roundings, 1e-7 measured; with four bits lost it is 5e-7.</summary>
    private const double FullPrecisionTolerance = 2e-7;

    private static readonly WorkerPool[] Pools = [new(1), new(2), new(3), new(2, isBackward: true)];
    private static readonly SimdLevel[] Widths = [SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512];

    public static TheoryData<NormKind, int, int> Shapes()
    {
        var data = new TheoryData<NormKind, int, int>();
        foreach (NormKind norm in new[] { NormKind.Layer, NormKind.Rms })
        {
            // Two features normalise to +1 and -1 whatever they are (and one to ±1 by its root mean square): the input gradient is the
            // rest of terms that cancel, so no relative tolerance fits it.
            foreach (int features in Enumerable.Range(3, 68)) data.Add(norm, 1 + (features % 9), features);
            foreach (int batch in Enumerable.Range(1, 40)) data.Add(norm, batch, 33);
            // Backward goes in blocks of samples, and adds up the sums of groups of features in others.
            foreach (int batch in new[] { 511, 512, 513, 1024, 1025, 1600 }) data.Add(norm, batch, 70);
            foreach (int features in new[] { 255, 256, 257, 512, 600, 1024, 1040, 4096 }) data.Add(norm, 17, features);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Forward_agrees_with_float64(NormKind norm, int batch, int features)
    {
        var run = new NormRun(norm, ActivationKind.Relu, batch, features);
        float[] x = Values.Uniform(batch * features, 1), w = Values.Uniform(features, 2), b = Values.Uniform(features, 3);
        double[] expected = NormReference.Forward(Double(x), Double(w), Bias(run, b), batch, features, Epsilon, Relu, norm);
        float[]? first = null;
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            float[] y = run.Forward(pool, simd, x, w, b);
            AssertClose(expected, y, ForwardTolerance);
            AssertSameBits(ref first, y);
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Backward_agrees_with_float64(NormKind norm, int batch, int features)
    {
        var run = new NormRun(norm, ActivationKind.Relu, batch, features);
        float[] x = Values.Uniform(batch * features, 1), w = Values.Uniform(features, 2), b = Values.Uniform(features, 3);
        float[] dy = Values.Uniform(batch * features, 4);
        (double[] dx, double[] dw, double[] db) = NormReference.Backward(
            Double(x), Double(w), Bias(run, b), Double(dy), batch, features, Epsilon, u => u > 0 ? 1 : 0, norm);
        float[]? first = null;
        foreach ((WorkerPool pool, SimdLevel simd) in Paths())
        {
            (float[] input, float[] weight, float[] bias) = run.Backward(pool, simd, x, w, b, dy);
            AssertClose(dx, input, BackwardTolerance);
            AssertClose(dw, weight, BackwardTolerance);
            if (run.HasBias) AssertClose(db, bias, BackwardTolerance);
            AssertSameBits(ref first, [.. input, .. weight, .. bias]);
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
    public void Layer_survives_large_means(float mean)
    {
        var run = new NormRun(NormKind.Layer, ActivationKind.None, 3, 700);
        float[] x = [.. Values.Uniform(run.Batch * run.Features, 5).Select(value => mean + value)];
        float[] ones = [.. Enumerable.Repeat(1f, run.Features)], zeros = new float[run.Features];
        double[] expected = NormReference.Forward(Double(x), Double(ones), Double(zeros), run.Batch, run.Features, Epsilon, u => u);
        foreach (SimdLevel simd in Widths) AssertClose(expected, run.Forward(Pools[0], simd, x, ones, zeros), ForwardTolerance);
    }

    /// <summary>
    /// A sample's leading features are its provisional center. Here they lie far from the rest in every other sample, by so much that
    /// sums of squares around them lose four bits, or overflow in the second tile where the first one's mean is the center.
    /// </summary>
    [Theory]
    [InlineData(16, 1e3f, 256)]
    [InlineData(16, -1e6f, 200)]
    [InlineData(256, 1e3f, 4096)]
    [InlineData(256, 3e19f, 512)]
    public void Layer_survives_leading_features_far_from_the_rest(int leading, float distance, int features)
    {
        var run = new NormRun(NormKind.Layer, ActivationKind.None, 6, features);
        float[] x = Values.Uniform(run.Batch * run.Features, 5);
        for (int i = 0; i < x.Length; i++)
        {
            if (i / features % 2 == 1 && i % features < leading) x[i] += distance;
        }

        float[] ones = [.. Enumerable.Repeat(1f, run.Features)], zeros = new float[run.Features];
        double[] expected = NormReference.Forward(Double(x), Double(ones), Double(zeros), run.Batch, run.Features, Epsilon, u => u);
        foreach (SimdLevel simd in Widths) AssertClose(expected, run.Forward(Pools[0], simd, x, ones, zeros), FullPrecisionTolerance);
    }

    [Fact]
    public void Layer_normalises_equal_features_to_the_bias()
    {
        var run = new NormRun(NormKind.Layer, ActivationKind.None, 1, 50);
        float[] x = [.. Enumerable.Repeat(7.25f, run.Features)], w = Values.Uniform(run.Features, 2), b = Values.Uniform(run.Features, 3);
        Assert.Equal(b, run.Forward(Pools[0], SimdDispatch.Level, x, w, b));
    }

    /// <summary>Without epsilon only the direction of a sample counts; powers of two do not even change a rounding.</summary>
    [Theory]
    [InlineData(4.3368086899420177e-19f)]
    [InlineData(0.25f)]
    [InlineData(1.4411518807585587e17f)]
    public void Rms_does_not_see_the_scale_of_a_sample(float scale)
    {
        var run = new NormRun(NormKind.Rms, ActivationKind.None, 3, 300) { Epsilon = 0 };
        float[] x = Values.Uniform(run.Batch * run.Features, 1), w = Values.Uniform(run.Features, 2);

        // Away from 0, so that no square of the scaled values is subnormal.
        x = [.. x.Select(value => value + MathF.CopySign(0.5f, value))];
        float[] scaled = [.. x.Select(value => value * scale)];
        foreach (SimdLevel simd in Widths) BitAssert.Equal(run.Forward(Pools[0], simd, x, w, []), run.Forward(Pools[0], simd, scaled, w, []));
    }

    /// <summary>What the docs of <see cref="Tokitai.Kernels.Norms.RowMeanSquare"/> say of squares that overflow.</summary>
    [Theory]
    [InlineData(1.8e19f, 1)]
    [InlineData(1.15e18f, 256)]
    public void Rms_holds_up_to_where_squares_overflow(float largest, int features)
    {
        var run = new NormRun(NormKind.Rms, ActivationKind.None, 1, features);
        float[] ones = [.. Enumerable.Repeat(1f, features)];
        float[] below = run.Forward(Pools[0], SimdDispatch.Level, [.. ones.Select(_ => largest)], ones, []);
        float[] above = run.Forward(Pools[0], SimdDispatch.Level, [.. ones.Select(_ => largest * 1.1f)], ones, []);
        Assert.All(below, value => Assert.Equal(1, value, 1e-6));
        Assert.All(above, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(NormKind.Layer)]
    [InlineData(NormKind.Rms)]
    public void A_sample_does_not_see_its_neighbours(NormKind norm)
    {
        var run = new NormRun(norm, ActivationKind.None, 13, 300);
        float[] x = Values.Uniform(run.Batch * run.Features, 1), w = Values.Uniform(run.Features, 2), b = Values.Uniform(run.Features, 3);
        float[] together = run.Forward(Pools[1], SimdDispatch.Level, x, w, b);
        for (int sample = 0; sample < run.Batch; sample++)
        {
            Range row = (sample * run.Features)..((sample + 1) * run.Features);
            float[] alone = (run with { Batch = 1 }).Forward(Pools[0], SimdDispatch.Level, x[row], w, b);
            Assert.Equal(-1, Values.FirstDifference(together[row], alone));
        }
    }

    private static IEnumerable<(WorkerPool Pool, SimdLevel Simd)> Paths() =>
        from simd in Widths from pool in Pools select (pool, simd);

    private static double Relu(double u) => Math.Max(u, 0);

    private static double[] Double(float[] values) => [.. values.Select(value => (double)value)];

    private static double[]? Bias(NormRun run, float[] bias) => run.HasBias ? Double(bias) : null;

    private void AssertClose(double[] expected, float[] actual, double tolerance)
    {
        double scale = Math.Max(expected.Max(Math.Abs), 1e-3), worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]) / scale;
            if (!(error <= tolerance)) Assert.Fail($"element {i}: expected {expected[i]}, got {actual[i]}");
            worst = Math.Max(worst, error);
        }

        log.WriteLine($"relative error {worst:e2} (allowed {tolerance:e0})");
    }

    private static void AssertSameBits(ref float[]? first, float[] values)
    {
        first ??= values;

        // Without fused multiply-add the widths still agree: all of them round twice.
        Assert.Equal(-1, Values.FirstDifference(first, values));
    }
}
