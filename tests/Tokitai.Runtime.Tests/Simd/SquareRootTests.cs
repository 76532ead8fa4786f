using System;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Simd;

/// <summary>Roots by multiply-adds have the bits of the processor's own. Without AVX-512 there are none.</summary>
public class SquareRootTests
{
    /// <summary>All floats from 1 to below 4: what a root's significand depends on.</summary>
    private const int Significands = 1 << 24;

    private static readonly Vector512<uint> Steps = Vector512.Create(0u, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);

    /// <summary>
    /// The instruction's estimate, and the worst that it may be on another processor: the reciprocal root, off by nearly 2^-14 either way.
    /// </summary>
    [Theory]
    [InlineData(null)]
    [InlineData(-0.9999)]
    [InlineData(0.0)]
    [InlineData(0.9999)]
    public void Every_significand_is_rounded_correctly_from_any_estimate(double? errorOfEstimate)
    {
        if (!Avx512F.IsSupported) return;
        Vector512<float> factor = Vector512.Create((float)(1 + ((errorOfEstimate ?? 0) / (1 << 14))));
        int wrong = 0;
        for (uint i = 0; i < Significands; i += 16)
        {
            Vector512<float> value = (Vector512.Create(0x3F800000u + i) + Steps).AsSingle(), exact = Avx512F.Sqrt(value);
            Vector512<float> estimate = errorOfEstimate is null ? Avx512F.ReciprocalSqrt14(value) : factor / exact;
            if (!SameBits(exact, SquareRoot.Refine(value, estimate))) wrong++;
        }

        Assert.Equal(0, wrong);
    }

    /// <summary>
    /// The values whose roots lie nearest to the middle of two floats, (m - u)(m + u) with u = 2^-24, and the last ones below 4: from every
    /// float that is an estimate.
    /// </summary>
    [Theory]
    [InlineData(0x3F800001)]
    [InlineData(0x407FFFFE)]
    [InlineData(0x407FFFFF)]
    [InlineData(0x407FFFFD)]
    public void The_hardest_values_are_rounded_correctly_from_every_estimate(int bits)
    {
        if (!Avx512F.IsSupported) return;
        float value = BitConverter.Int32BitsToSingle(bits);
        double reciprocal = 1 / Math.Sqrt(value), most = Math.ScaleB(1, -14);
        float last = (float)(reciprocal * (1 + most));
        int wrong = 0, estimates = 0;
        for (float estimate = (float)(reciprocal * (1 - most)); estimate <= last; estimate = MathF.BitIncrement(estimate), estimates++)
        {
            float root = SquareRoot.Refine(Vector512.Create(value), Vector512.Create(estimate)).ToScalar();
            if (root != MathF.Sqrt(value)) wrong++;
        }

        Assert.InRange(estimates, 1000, 4000);
        Assert.Equal(0, wrong);
    }

    /// <summary>The ends of the range, where a residual or a square might leave the floats.</summary>
    [Theory]
    [InlineData(-100)]
    [InlineData(-99)]
    [InlineData(126)]
    [InlineData(127)]
    public void Small_and_large_values_are_rounded_correctly(int exponent)
    {
        if (!Avx512F.IsSupported) return;
        int wrong = 0;
        for (uint i = 0; i < Significands / 2; i += 16)
        {
            Vector512<float> value = (Vector512.Create(((uint)(127 + exponent) << 23) + i) + Steps).AsSingle();
            if (!SameBits(Avx512F.Sqrt(value), SquareRoot.ByMultiplyAdds(value))) wrong++;
        }

        Assert.Equal(0, wrong);
    }

    /// <summary>Values that the iteration has no root for, alone or beside others.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(float.Epsilon)]
    [InlineData(1e-38f)]
    [InlineData(7.888608e-31f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    public void Other_values_are_left_to_the_divider(float value)
    {
        if (!Avx512F.IsSupported) return;
        Assert.True(value < SquareRoot.Smallest || float.IsNaN(value));
        Vector512<float> all = Vector512.Create(value), one = Vector512.Create(2f).WithElement(5, value);
        Assert.True(SameBits(Avx512F.Sqrt(all), SquareRoot.ByMultiplyAdds(all)));
        Assert.True(SameBits(Avx512F.Sqrt(one), SquareRoot.ByMultiplyAdds(one)));
    }

    [Fact]
    public void The_smallest_value_is_two_to_the_minus_100() => Assert.Equal(SquareRoot.Smallest, MathF.ScaleB(1, -100));

    private static bool SameBits(Vector512<float> expected, Vector512<float> actual) => Vector512.EqualsAll(expected.AsInt32(), actual.AsInt32());
}
