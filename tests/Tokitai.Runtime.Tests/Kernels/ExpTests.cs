using System;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The vector exponential: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class ExpTests(ITestOutputHelper output)
{
    /// <summary>Two units in the last place, in the worst position within a power of two.</summary>
    private const double Relative = 2.4e-7;

    /// <summary>Below the smallest normal number the spacing is absolute: 2^-149.</summary>
    private const double Subnormal = 1.4012984643248171e-45;

    [Fact]
    public void Is_accurate_over_the_whole_range()
    {
        foreach (float[] x in new[] { FloatSweep.WholeRange(), FloatSweep.Dense(-105, 89, 1_000_003), FloatSweep.Dense(-1, 1, 300_007) })
        {
            double[] expected = Array.ConvertAll(x, v => Math.Exp(v));
            foreach (SimdLevel level in VectorMap.Levels)
            {
                float[] actual = VectorMap.Exponential(x, level);
                var normal = new ErrorBound($"{level}, normal results, relative", Relative, relative: true);
                var subnormal = new ErrorBound($"{level}, subnormal results, absolute", Subnormal, relative: false);
                for (int i = 0; i < x.Length; i++)
                {
                    if (float.IsNaN(x[i])) Assert.True(float.IsNaN(actual[i]));
                    else (expected[i] < 1.1754943508222875e-38 ? subnormal : normal).Check(x[i], actual[i], expected[i]);
                }

                output.WriteLine($"{normal}; {subnormal}");
                normal.Verify();
                subnormal.Verify();
            }
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-104f, 0f)]
    [InlineData(float.MinValue, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(88.7229f, float.PositiveInfinity)]
    [InlineData(float.MaxValue, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    public void Has_exact_limits(float x, float expected)
    {
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Exponential([x], level)[0]);
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        if (!SimdDispatch.IsFused) return;
        float[] x = FloatSweep.WholeRange();
        float[] expected = VectorMap.Exponential(x, SimdLevel.Vector128);
        BitAssert.Equal(expected, VectorMap.Exponential(x, SimdLevel.Vector256));
        BitAssert.Equal(expected, VectorMap.Exponential(x, SimdLevel.Vector512));
    }
}
