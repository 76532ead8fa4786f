using System;
using System.Runtime.InteropServices;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Compares floats by their bits: -0 differs from 0. All NaN are alike, whatever their payload.</summary>
internal static class BitAssert
{
    /// <summary>Whether a function gives the same bits at every width, as it must wherever a multiply-add is fused.</summary>
    public static void SameAtEveryWidth(Func<float[], SimdLevel, float[]> function, float[] x)
    {
        if (!SimdDispatch.IsFused) return;
        float[] expected = function(x, SimdLevel.Vector128);
        foreach (SimdLevel level in VectorMap.Levels) Equal(expected, function(x, level));
    }

    public static void Equal(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        ReadOnlySpan<uint> expectedBits = MemoryMarshal.Cast<float, uint>(expected);
        ReadOnlySpan<uint> actualBits = MemoryMarshal.Cast<float, uint>(actual);
        for (int at = 0; at < expected.Length; at++)
        {
            at += expectedBits[at..].CommonPrefixLength(actualBits[at..]);
            if (at >= expected.Length) return;
            if (float.IsNaN(expected[at]) && float.IsNaN(actual[at])) continue;
            Assert.Fail($"Element {at} is {actual[at]:g9} (0x{actualBits[at]:x8}); expected is {expected[at]:g9} (0x{expectedBits[at]:x8}).");
        }
    }
}
