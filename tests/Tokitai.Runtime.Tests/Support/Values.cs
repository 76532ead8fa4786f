using System;

namespace Tokitai.Tests.Support;

/// <summary>Inputs of tests and comparisons of results.</summary>
internal static class Values
{
    /// <summary>Reproducible values in [-1, 1).</summary>
    public static float[] Uniform(int length, int seed)
    {
        var random = new Random(seed);
        var values = new float[length];
        for (int i = 0; i < length; i++) values[i] = (random.NextSingle() * 2) - 1;
        return values;
    }

    /// <summary>The index of the first element whose bits differ, or -1.</summary>
    public static int FirstDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        if (expected.Length != actual.Length) return Math.Min(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            if (BitConverter.SingleToInt32Bits(expected[i]) != BitConverter.SingleToInt32Bits(actual[i])) return i;
        }

        return -1;
    }
}
