using System;

namespace DenseVsMoe.Statistics;

/// <summary>The mean of some values with its standard error and confidence interval.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardError">Of the mean: <c>s / sqrt(n)</c> with <c>s^2 = sum (x - mean)^2 / (n - 1)</c>; NaN for a single value.</param>
/// <param name="HalfWidth">Half the width of the interval around the mean; NaN for a single value.</param>
public readonly record struct MeanInterval(int Count, double Mean, double StandardError, double HalfWidth)
{
    /// <summary>The confidence of all intervals, unless another is stated.</summary>
    public const double Confidence = 0.95;

    /// <summary>Lower end of the interval.</summary>
    public double Low => Mean - HalfWidth;

    /// <summary>Upper end of the interval.</summary>
    public double High => Mean + HalfWidth;

    /// <summary>Whether 0 lies outside of the interval; never for a single value.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>The interval of a mean, by Student's t with n - 1 degrees of freedom.</summary>
    /// <param name="values">At least one value.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no value.</exception>
    public static MeanInterval Of(ReadOnlySpan<double> values, double confidence = Confidence)
    {
        if (values.IsEmpty) throw new ArgumentException("There are no values to take the mean of.", nameof(values));
        int count = values.Length;
        double mean = 0, squares = 0;
        foreach (double value in values) mean += value / count;
        foreach (double value in values) squares += (value - mean) * (value - mean);
        if (count == 1) return new MeanInterval(1, mean, double.NaN, double.NaN);
        double error = Math.Sqrt(squares / (count - 1) / count);
        return new MeanInterval(count, mean, error, error * StudentT.CriticalValue(confidence, count - 1));
    }

    /// <summary>
    /// The interval of the mean of paired differences <c>values[i] - baseline[i]</c>, where both of a pair come from the same seed: what a
    /// seed does to both drops out.
    /// </summary>
    /// <param name="values">One value a pair.</param>
    /// <param name="baseline">What it is compared with.</param>
    /// <param name="confidence">Above 0 and below 1.</param>
    /// <exception cref="ArgumentException">There is no pair, or a value has no partner.</exception>
    public static MeanInterval OfDifferences(ReadOnlySpan<double> values, ReadOnlySpan<double> baseline, double confidence = Confidence)
    {
        if (values.Length != baseline.Length)
        {
            throw new ArgumentException($"{values.Length} values cannot be paired with {baseline.Length}.", nameof(baseline));
        }

        var differences = new double[values.Length];
        for (int i = 0; i < differences.Length; i++) differences[i] = values[i] - baseline[i];
        return Of(differences, confidence);
    }
}
