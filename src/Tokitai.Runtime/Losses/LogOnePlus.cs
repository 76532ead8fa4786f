using System;

namespace Tokitai.Losses;

/// <summary><c>log(1 + x)</c> for <c>x &gt;= 0</c> with full relative accuracy however small x is; NaN for NaN.</summary>
/// <remarks>
/// The sum <c>u = 1 + x</c> rounds, but <c>log(u) / (u - 1)</c> varies so slowly that it may be taken at the rounded sum
/// (D. Goldberg, What every computer scientist should know about floating-point arithmetic, 1991, theorem 4). .NET's own
/// <see cref="double.LogP1"/> is the logarithm of the rounded sum.
/// </remarks>
internal static class LogOnePlus
{
    public static double Of(double x)
    {
        double u = 1 + x;
        if (u == 1) return x;
        return double.IsInfinity(u) ? u : Math.Log(u) * (x / (u - 1));
    }
}
