using System;

namespace Tokitai.Optimizers.Schedules;

/// <summary>Values between two ends along half a wave of the cosine.</summary>
internal static class HalfWave
{
    /// <summary><c>to + (from - to) / 2 * (1 + cos(pi * share))</c>.</summary>
    /// <param name="from">Value at 0.</param>
    /// <param name="to">Value at 1.</param>
    /// <param name="share">From 0 to 1.</param>
    public static double Between(double from, double to, double share) => to + ((from - to) / 2 * (1 + CosinePi(share)));

    /// <summary>
    /// <c>cos(pi * x)</c> for x from 0 to 1, within 2e-16. Multiplications and additions alone, so that every machine gets the same
    /// bits, which the C library's <c>cos</c> does not promise. The reductions are exact.
    /// </summary>
    internal static double CosinePi(double x) => x switch
    {
        > 0.75 => -CosineSeries(Math.PI * (1 - x)),
        > 0.25 => SineSeries(Math.PI * (0.5 - x)),
        _ => CosineSeries(Math.PI * x),
    };

    /// <summary>Taylor's series; the first term left out is below 2e-18 up to pi/4.</summary>
    private static double CosineSeries(double angle)
    {
        double square = angle * angle, sum = 0;
        for (int n = 16; n > 0; n -= 2) sum = (1 + sum) * -square / (n * (n - 1));
        return 1 + sum;
    }

    /// <summary>Taylor's series; the first term left out is below 1e-18 up to pi/4.</summary>
    private static double SineSeries(double angle)
    {
        double square = angle * angle, sum = 0;
        for (int n = 17; n > 1; n -= 2) sum = (1 + sum) * -square / (n * (n - 1));
        return angle + (angle * sum);
    }
}
