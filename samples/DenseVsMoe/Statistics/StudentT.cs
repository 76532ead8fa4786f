using System;

namespace DenseVsMoe.Statistics;

/// <summary>
/// Student's t distribution for a whole number of degrees of freedom. There its distribution function is a finite sum: Abramowitz and Stegun,
/// "Handbook of Mathematical Functions" (1964), 26.7.3 (odd) and 26.7.4 (even).
/// </summary>
public static class StudentT
{
    /// <summary>Halvings of an interval of length pi / 2: more than a double can tell apart.</summary>
    private const int Halvings = 64;

    /// <summary>Probability that |t| is at most a value.</summary>
    /// <param name="value">The value, not negative.</param>
    /// <param name="degreesOfFreedom">At least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static double Central(double value, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        return CentralByAngle(Math.Atan(value / Math.Sqrt(degreesOfFreedom)), degreesOfFreedom);
    }

    /// <summary>
    /// The value that |t| exceeds with probability <c>1 - confidence</c>: what the standard error of a mean is multiplied by in a
    /// confidence interval.
    /// </summary>
    /// <param name="confidence">Above 0 and below 1, such as 0.95.</param>
    /// <param name="degreesOfFreedom">At least 1: for the mean of n values n - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is outside of its range.</exception>
    public static double CriticalValue(double confidence, int degreesOfFreedom)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(degreesOfFreedom, 1);
        if (!(confidence is > 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "The confidence must lie between 0 and 1.");
        }

        // The probability grows with the angle, whose range is finite: halving it always ends.
        double low = 0, high = Math.PI / 2;
        for (int i = 0; i < Halvings; i++)
        {
            double middle = 0.5 * (low + high);
            if (CentralByAngle(middle, degreesOfFreedom) < confidence) low = middle;
            else high = middle;
        }

        return Math.Sqrt(degreesOfFreedom) * Math.Tan(0.5 * (low + high));
    }

    /// <summary>The sums of 26.7.3 and 26.7.4, by theta = atan(t / sqrt(degrees of freedom)).</summary>
    private static double CentralByAngle(double theta, int degreesOfFreedom)
    {
        (double sine, double cosine) = Math.SinCos(theta);
        bool odd = degreesOfFreedom % 2 == 1;
        double term = odd ? cosine : 1, sum = 0;
        for (int power = odd ? 1 : 0; power <= degreesOfFreedom - 2; power += 2)
        {
            sum += term;
            term *= cosine * cosine * (power + 1) / (power + 2);
        }

        return odd ? 2 / Math.PI * (theta + (sine * sum)) : sine * sum;
    }
}
