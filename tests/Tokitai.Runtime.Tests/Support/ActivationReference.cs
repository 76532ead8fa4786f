using System;

namespace Tokitai.Tests.Support;

/// <summary>
/// Activations and their derivatives in double, from hyperbolic functions: the kernels use exponentials of one sign. About
/// 1e-14 relative accuracy away from the zeros of a derivative.
/// </summary>
internal static class ActivationReference
{
    // Beyond this every float result has reached its limit, and cosh of half of it is still finite.
    private const double Far = 1000;

    private static readonly double Slope = 2 * Math.Sqrt(2 / Math.PI);

    public static double Sigmoid(double x)
    {
        if (Math.Abs(x) > Far) return x > 0 ? 1 : 0;
        return Math.Exp(x / 2) / (2 * Math.Cosh(x / 2));
    }

    public static double SigmoidDerivative(double x)
    {
        double cosh = Math.Cosh(x / 2);
        return 1 / (4 * cosh * cosh);
    }

    public static double Silu(double x) => x < -Far ? 0 : x * Sigmoid(x);

    public static double SiluDerivative(double x) => Sigmoid(x) + (Math.Abs(x) > Far ? 0 : x * SigmoidDerivative(x));

    public static double Tanh(double x) => Math.Tanh(x);

    public static double TanhDerivative(double x)
    {
        double cosh = Math.Cosh(x);
        return 1 / (cosh * cosh);
    }

    /// <summary><c>x (1 + tanh(u)) / 2 = x s(2u)</c>.</summary>
    public static double GeluTanh(double x) => x < -Far ? 0 : x * Sigmoid(Slope * Cubic(x));

    public static double GeluTanhDerivative(double x)
    {
        if (Math.Abs(x) > Far) return x > 0 ? 1 : 0;
        double doubleU = Slope * Cubic(x);
        return Sigmoid(doubleU) + (x * SigmoidDerivative(doubleU) * Slope * (1 + (3 * 0.044715 * x * x)));
    }

    private static double Cubic(double x) => x + (0.044715 * x * x * x);
}
