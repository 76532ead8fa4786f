using System;

namespace Tokitai.Kernels.Elementary;

/// <summary>
/// The natural logarithm of a normal positive number in double, from additions, multiplications and divisions alone: the same bits on every
/// machine, which <see cref="Math.Log(double)"/> does not promise.
/// </summary>
/// <remarks>
/// <c>x = m * 2^e</c> with m in [sqrt(1/2), sqrt(2)), <c>log m = 2 artanh(s)</c> with <c>s = (m - 1) / (m + 1)</c>, |s| below 0.1716; the series
/// of artanh ends at s^21, beyond which 1e-18 is left. The error is below 4 units in the last place.
/// </remarks>
internal static class PortableLog
{
    /// <summary>The last power in the series.</summary>
    private const int LastTerm = 21;

    /// <summary>The logarithm.</summary>
    /// <param name="value">A normal positive number.</param>
    public static double Of(double value)
    {
        int exponent = Math.ILogB(value);
        double mantissa = Math.ScaleB(value, -exponent);
        if (mantissa > 1.4142135623730951)
        {
            mantissa /= 2;
            exponent++;
        }

        double s = (mantissa - 1) / (mantissa + 1), square = s * s, sum = 0;
        for (int term = LastTerm; term >= 1; term -= 2) sum = (sum * square) + (2.0 / term);
        return (exponent * 0.69314718055994531) + (s * sum);
    }
}
