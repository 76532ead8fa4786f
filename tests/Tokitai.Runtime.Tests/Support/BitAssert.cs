using System;
using System.Runtime.InteropServices;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Compares floats by their bits: -0 differs from 0. All NaN are alike, whatever their payload.</summary>
internal static class BitAssert
{
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
