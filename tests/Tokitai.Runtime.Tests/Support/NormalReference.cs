using System;

namespace Tokitai.Tests.Support;

/// <summary>
/// The standard normal distribution in double, by methods that have nothing in common with the kernels: all terms are
/// positive, so about 1e-13 relative accuracy holds down to the smallest floats.
/// </summary>
internal static class NormalReference
{
    /// <summary>Where the series hands over to the continued fraction: both are good to 1e-13 there.</summary>
    private const double HandOver = 2.5;

    private static readonly double InverseSqrtTwoPi = 1 / Math.Sqrt(2 * Math.PI);

    public static double Density(double x) => InverseSqrtTwoPi * Math.Exp(-0.5 * x * x);

    /// <summary><c>Phi(x)</c>.</summary>
    public static double Distribution(double x) => x > 0 ? 1 - Tail(x) : Tail(-x);

    public static double Gelu(double x) => double.IsNegativeInfinity(x) ? 0 : x * Distribution(x);

    public static double GeluDerivative(double x) => Distribution(x) + (double.IsInfinity(x) ? 0 : x * Density(x));

    /// <summary><c>Phi(-a)</c> for <c>a &gt;= 0</c>.</summary>
    private static double Tail(double a)
    {
        if (a > 40) return 0;
        return a < HandOver ? 0.5 - (Density(a) * Series(a)) : Density(a) / ContinuedFraction(a);
    }

    /// <summary><c>a + a^3/3 + a^5/(3*5) + ...</c>, the series of <c>(Phi(a) - 1/2) / phi(a)</c>.</summary>
    private static double Series(double a)
    {
        double term = a;
        double sum = a;
        for (int odd = 3; term > sum * 1e-17; odd += 2)
        {
            term *= a * a / odd;
            sum += term;
        }

        return sum;
    }

    /// <summary><c>a + 1/(a + 2/(a + 3/(a + ...)))</c>, Laplace's fraction of <c>phi(a) / Phi(-a)</c>.</summary>
    private static double ContinuedFraction(double a)
    {
        double value = a;
        for (int k = 60; k >= 1; k--) value = a + (k / value);
        return value;
    }
}
