using System;
using Tokitai.Kernels.Elementary;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// The quantile of the standard normal distribution for probabilities from 2^-33 to 1 - 2^-33, with a relative error of about 1e-15 (Wichura 1988,
/// "Algorithm AS 241: The Percentage Points of the Normal Distribution", PPND16). From correctly rounded operations alone: the same bits
/// on every machine.
/// </summary>
internal static class NormalQuantile
{
    /// <summary>Half the width of the range around 1/2 that has an approximation of its own.</summary>
    private const double Central = 0.425;

    private static ReadOnlySpan<double> CentralNumerator =>
    [
        2.5090809287301226727e+3, 3.3430575583588128105e+4, 6.7265770927008700853e+4, 4.5921953931549871457e+4,
        1.3731693765509461125e+4, 1.9715909503065514427e+3, 1.3314166789178437745e+2, 3.3871328727963666080e+0,
    ];

    private static ReadOnlySpan<double> CentralDenominator =>
    [
        5.2264952788528545610e+3, 2.8729085735721942674e+4, 3.9307895800092710610e+4, 2.1213794301586595867e+4,
        5.3941960214247511077e+3, 6.8718700749205790830e+2, 4.2313330701600911252e+1, 1.0,
    ];

    private static ReadOnlySpan<double> TailNumerator =>
    [
        7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e+0,
        3.64784832476320460504e+0, 5.76949722146069140550e+0, 4.63033784615654529590e+0, 1.42343711074968357734e+0,
    ];

    private static ReadOnlySpan<double> TailDenominator =>
    [
        1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
        6.89767334985100004550e-1, 1.67638483018380384940e+0, 2.05319162663775882187e+0, 1.0,
    ];

    /// <summary>The number that a standard normal variable stays below with a probability.</summary>
    /// <param name="probability">From 2^-33 to 1 - 2^-33.</param>
    public static double Of(double probability)
    {
        double q = probability - 0.5;
        if (Math.Abs(q) <= Central)
        {
            double near = (Central * Central) - (q * q);
            return q * Polynomial(CentralNumerator, near) / Polynomial(CentralDenominator, near);
        }

        // Up to sqrt(-log(2^-33)) = 4.8; the paper's third range begins at 5.
        double far = Math.Sqrt(-PortableLog.Of(q < 0 ? probability : 1 - probability)) - 1.6;
        double size = Polynomial(TailNumerator, far) / Polynomial(TailDenominator, far);
        return q < 0 ? -size : size;
    }

    private static double Polynomial(ReadOnlySpan<double> coefficients, double x)
    {
        double sum = 0;
        foreach (double coefficient in coefficients) sum = (sum * x) + coefficient;
        return sum;
    }
}
