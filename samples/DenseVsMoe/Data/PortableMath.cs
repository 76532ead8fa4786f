using System;

namespace DenseVsMoe.Data;

/// <summary>
/// Functions that decide drawn values, from additions, multiplications and divisions alone: those have the same bits on every
/// machine, which the system's mathematical library does not promise.
/// </summary>
public static class PortableMath
{
    /// <summary>ln 2 in two parts; the first has 33 bits, so its product with an exponent is exact (Cody and Waite 1980).</summary>
    private const double Ln2High = 6.93147180369123816490e-01, Ln2Low = 1.90821492927058770002e-10;

    /// <summary>Beyond it the result overflows, or is no normal number.</summary>
    private const double Limit = 700;

    /// <summary>Terms of the Taylor series: with |r| at most ln(2) / 2 the first one left out is below 1e-17.</summary>
    private const int Terms = 13;

    /// <summary>The exponential function, to within 2 units in the last place.</summary>
    /// <param name="x">From -700 to 700; values outside, and NaN, are refused.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="x"/> is outside of its range.</exception>
    public static double Exp(double x)
    {
        if (!(Math.Abs(x) <= Limit)) throw new ArgumentOutOfRangeException(nameof(x), x, $"The exponent must lie between {-Limit} and {Limit}.");
        double exponent = Math.Floor((x * (1 / (Ln2High + Ln2Low))) + 0.5);
        double r = x - (exponent * Ln2High) - (exponent * Ln2Low);
        double sum = 1;
        for (int term = Terms; term > 0; term--) sum = 1 + (r / term * sum);
        return sum * BitConverter.Int64BitsToDouble(((long)exponent + 1023) << 52);
    }

    /// <summary>The logistic function <c>1 / (1 + exp(-x))</c>, without a difference that cancels.</summary>
    /// <param name="x">From -700 to 700.</param>
    public static double Sigmoid(double x)
    {
        double small = Exp(-Math.Abs(x));
        return (x < 0 ? small : 1) / (1 + small);
    }

    /// <summary>Replaces logits by their softmax.</summary>
    /// <param name="values">The logits, no more than 700 apart.</param>
    public static void Softmax(Span<double> values)
    {
        double maximum = double.NegativeInfinity, sum = 0;
        foreach (double value in values) maximum = Math.Max(maximum, value);
        for (int i = 0; i < values.Length; i++) sum += values[i] = Exp(values[i] - maximum);
        for (int i = 0; i < values.Length; i++) values[i] /= sum;
    }
}
