using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>The Monna map over panels, against digits taken from whole numbers; every result is exact, so bits are compared.</summary>
public sealed unsafe class MonnaMapTests
{
    private static readonly WorkerPool[] Pools = [new(1), new(3), new(2, isBackward: true)];

    /// <summary>Bases and digits, up to 2^24 codes.</summary>
    public static TheoryData<int, int> Codes() => new()
    {
        { 2, 8 }, { 2, 1 }, { 2, 24 }, { 3, 5 }, { 3, 15 }, { 7, 8 }, { 10, 3 }, { 10, 7 }, { 4096, 2 }, { 4097, 1 }, { 1 << 24, 1 },
    };

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(1f / 256, 0.5f)] // 00000001 becomes 0.10000000
    [InlineData(0.5f, 1f / 256)] // 10000000 becomes 0.00000001
    [InlineData(0.75f, 3f / 256)]
    [InlineData(6f / 256, 0.375f)] // 00000110 becomes 0.01100000
    [InlineData(1f, 255f / 256)] // beyond the largest code
    [InlineData(-0.25f, 0f)]
    [InlineData(-float.Epsilon, 0f)]
    [InlineData(0.5f / 256, 0f)] // half a code goes to the even one
    [InlineData(1.5f / 256, 0.25f)]
    [InlineData(2.5f / 256, 0.25f)]
    [InlineData(float.PositiveInfinity, 255f / 256)]
    [InlineData(float.NegativeInfinity, 0f)]
    [InlineData(float.MaxValue, 255f / 256)]
    public void Eight_binary_digits_are_reversed(float x, float expected)
    {
        foreach (SimdLevel simd in VectorMap.Levels) BitAssert.Equal([expected], Run(Pools[0], simd, [x], 1, 1, 0, 1, 2, 8));
    }

    [Fact]
    public void Minus_zero_loses_its_sign()
    {
        foreach (SimdLevel simd in VectorMap.Levels) BitAssert.Equal([0f, 0.3f], Run(Pools[0], simd, [-0f, 0.3f], 1, 2, 0, 1, 2, 8));
        foreach (SimdLevel simd in VectorMap.Levels) BitAssert.Equal([-0f, 0f], Run(Pools[0], simd, [-0f, -0f], 1, 2, 1, 1, 3, 5));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Agrees_with_the_digits_of_whole_numbers(int radix, int digits)
    {
        int codes = Power(radix, digits);
        float[] x = [.. Values.Uniform(1500, 1).Select(value => (0.7f * value) + 0.5f), .. Halves(codes)];
        Array.Resize(ref x, x.Length / 21 * 21);
        float[] expected = Array.ConvertAll(x, value => Expected(value, radix, digits));
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (WorkerPool pool in Pools) BitAssert.Equal(expected, Run(pool, simd, x, x.Length / 21, 21, 0, 21, radix, digits));
        }
    }

    /// <summary>Features inside a panel, over its edge, whole panels, and from the first to the last.</summary>
    [Theory]
    [InlineData(1, 0, 1)]
    [InlineData(21, 5, 3)]
    [InlineData(21, 12, 9)]
    [InlineData(64, 16, 32)]
    [InlineData(700, 100, 555)]
    [InlineData(700, 0, 700)]
    public void Other_features_pass(int features, int first, int count)
    {
        foreach (int batch in new[] { 1, 3, 33 })
        {
            float[] x = Values.Uniform(batch * features, 1);
            float[] expected = [.. x.Select((value, i) => i % features >= first && i % features < first + count ? Expected(value, 2, 8) : value)];
            foreach (SimdLevel simd in VectorMap.Levels)
            {
                foreach (WorkerPool pool in Pools) BitAssert.Equal(expected, Run(pool, simd, x, batch, features, first, count, 2, 8));
            }
        }
    }

    [Fact]
    public void Works_in_place()
    {
        float[] x = Values.Uniform(9 * 40, 1);
        using Panels panels = new(x, 9, 40);
        Assert.False(MonnaMap.Run(Pools[0], SimdDispatch.Level, 9, 40, 0, 40, 2, 8, panels.Pointer, panels.Pointer));
        BitAssert.Equal(Array.ConvertAll(x, value => Expected(value, 2, 8)), panels.ToRows());
    }

    /// <summary>
    /// Codes of an odd base are no fractions of float32: the division rounds, and a code and its reverse are still told apart where two codes lie many
    /// roundings from each other.
    /// </summary>
    [Theory]
    [InlineData(2, 8)]
    [InlineData(2, 24)]
    [InlineData(3, 5)]
    [InlineData(10, 3)]
    [InlineData(7, 6)]
    [InlineData(4097, 1)]
    public void Codes_stay_apart_and_the_map_is_its_own_inverse(int radix, int digits)
    {
        int codes = Power(radix, digits);
        float[] x = [.. Enumerable.Range(0, Math.Min(codes, 4096)).Select(i => (float)((double)(i * (long)codes / Math.Min(codes, 4096)) / codes))];
        float[] there = Run(Pools[0], SimdDispatch.Level, x, 1, x.Length, 0, x.Length, radix, digits);
        Assert.Equal(x.Length, new HashSet<float>(there).Count);
        Assert.All(there, y => Assert.InRange(y, 0, 1 - (1f / (1 << 24))));
        BitAssert.Equal(x, Run(Pools[0], SimdDispatch.Level, there, 1, x.Length, 0, x.Length, radix, digits));
    }

    [Fact]
    public void NaN_is_told_and_left_where_it_is_encoded_and_passes_elsewhere()
    {
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (WorkerPool pool in Pools)
            {
                float[] x = Values.Uniform(40 * 300, 1);
                x[(7 * 300) + 10] = float.NaN;
                using Panels input = new(x, 40, 300), output = new(40, 300);
                Assert.False(MonnaMap.Run(pool, simd, 40, 300, 11, 250, 2, 8, input.Pointer, output.Pointer));
                Assert.Equal((-1, -1), MonnaMap.FirstNaN(40, 11, 250, output.Pointer));
                Assert.True(MonnaMap.Run(pool, simd, 40, 300, 10, 250, 2, 8, input.Pointer, output.Pointer));
                Assert.Equal((7, 10), MonnaMap.FirstNaN(40, 10, 250, output.Pointer));
                float[] y = output.ToRows();
                Assert.Equal(Expected(x[(7 * 300) + 11], 2, 8), y[(7 * 300) + 11]);
            }
        }
    }

    [Theory]
    [MemberData(nameof(RowWindowTests.Windows), MemberType = typeof(RowWindowTests))]
    public void Rows_of_panels_of_others(int first, int count, int stride)
    {
        float[] x = Values.Uniform(count * 50, 1);
        float[] expected = [.. x.Select((value, i) => i % 50 is >= 3 and < 33 ? Expected(value, 3, 4) : value)];
        foreach (SimdLevel simd in VectorMap.Levels)
        {
            foreach (WorkerPool pool in Pools)
            {
                using RowWindow input = new(x, first, count, stride, 50), output = new(first, count, stride, 50);
                Assert.False(MonnaMap.Run(pool, simd, output.Rows, 50, 3, 30, 3, 4, input.Pointer, output.Pointer));
                BitAssert.Equal(expected, output.ToRows());
                Assert.True(output.OthersAreUntouched());
            }
        }
    }

    private static float[] Run(WorkerPool pool, SimdLevel simd, float[] x, int batch, int features, int first, int count, int radix, int digits)
    {
        using Panels input = new(x, batch, features), output = new(batch, features);
        Assert.False(MonnaMap.Run(pool, simd, batch, features, first, count, radix, digits, input.Pointer, output.Pointer));
        return output.ToRows();
    }

    /// <summary>The definition, in whole numbers.</summary>
    private static float Expected(float x, int radix, int digits)
    {
        int codes = Power(radix, digits);
        long code = (long)Math.Clamp(Math.Round((double)(x * codes), MidpointRounding.ToEven), 0, codes - 1), reversed = 0;
        for (int i = 0; i < digits; i++)
        {
            reversed = (reversed * radix) + (code % radix);
            code /= radix;
        }

        return (float)reversed / codes;
    }

    /// <summary>Numbers half way between two codes, as well as float32 has them, and their neighbours.</summary>
    private static IEnumerable<float> Halves(int codes)
    {
        for (int i = 0; i < 40; i++)
        {
            float half = (float)(((i * (long)codes / 40) + 0.5) / codes);
            yield return half;
            yield return MathF.BitIncrement(half);
            yield return MathF.BitDecrement(half);
        }
    }

    private static int Power(int radix, int digits) => Enumerable.Repeat(radix, digits).Aggregate(1, (product, factor) => product * factor);
}
