using System;

namespace Tokitai.Tests.Support;

/// <summary>Activation functions in float64.</summary>
internal static class Float64Functions
{
    public static double Relu(double x) => Math.Max(x, 0);

    /// <summary>
    /// <c>x * Phi(x)</c>, with Phi by Simpson's rule over the density from 0: for arguments of a test this is exact to 1e-12.
    /// </summary>
    public static double Gelu(double x) => x * Normal(x);

    /// <summary>The number that a standard normal variable stays below with a probability, by bisection.</summary>
    public static double NormalQuantile(double probability)
    {
        double low = -8, high = 8;
        while (high - low > 1e-13)
        {
            double middle = (low + high) / 2;
            if (Normal(middle) < probability) low = middle;
            else high = middle;
        }

        return low;
    }

    private static double Normal(double x)
    {
        const int Intervals = 400;
        double step = x / Intervals, sum = 0;
        for (int i = 0; i <= Intervals; i++)
        {
            double t = i * step;
            sum += (i is 0 or Intervals ? 1 : i % 2 == 1 ? 4 : 2) * Math.Exp(-t * t / 2);
        }

        return 0.5 + (sum * step / 3 / Math.Sqrt(2 * Math.PI));
    }

    public static double GeluTanh(double x) => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x))));

    public static double Silu(double x) => x * Sigmoid(x);

    public static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
