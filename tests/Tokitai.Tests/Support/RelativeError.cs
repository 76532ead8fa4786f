using System;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Errors relative to the largest element of a tensor.</summary>
internal static class RelativeError
{
    public static double Of(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = 0, error = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(expected[i]));
            error = Math.Max(error, Math.Abs((double)expected[i] - actual[i]));
            if (float.IsNaN(actual[i])) return double.NaN;
        }

        return largest == 0 ? error : error / largest;
    }
}
