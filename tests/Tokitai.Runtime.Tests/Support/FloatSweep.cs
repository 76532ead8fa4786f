using System;
using System.Collections.Generic;

namespace Tokitai.Tests.Support;

/// <summary>Arguments for the tests of elementwise functions.</summary>
internal static class FloatSweep
{
    /// <summary>Floats that functions treat specially or that end a range.</summary>
    public static readonly float[] Special =
    [
        0f, -0f, float.Epsilon, -float.Epsilon, 1.17549435e-38f, -1.17549435e-38f, float.MaxValue, float.MinValue,
        float.PositiveInfinity, float.NegativeInfinity, float.NaN, 1f, -1f,
    ];

    /// <summary>Every 997th bit pattern, a prime, so that all patterns of low bits occur: 4.3 million floats of every size.</summary>
    public static float[] WholeRange()
    {
        var values = new List<float>(Special);
        for (long bits = 0; bits <= uint.MaxValue; bits += 997) values.Add(BitConverter.UInt32BitsToSingle((uint)bits));
        return [.. values];
    }

    /// <summary>Evenly spaced floats of an interval, ends included.</summary>
    public static float[] Dense(float from, float to, int count)
    {
        var values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)(from + (((double)to - from) * i / (count - 1)));
        return values;
    }
}
