using System;
using System.Collections.Generic;
using System.Globalization;

namespace DenseVsMoe.Report.Charts;

/// <summary>Maps values to places in a picture, and finds round values to mark.</summary>
/// <param name="low">Lowest value.</param>
/// <param name="high">Highest value, above the lowest.</param>
/// <param name="from">Place of the lowest.</param>
/// <param name="to">Place of the highest.</param>
internal sealed class LinearAxis(double low, double high, double from, double to)
{
    /// <summary>Marks that an axis has at most, but for one.</summary>
    private const int Marks = 7;

    /// <summary>Place of the lowest value.</summary>
    public double From => from;

    /// <summary>Place of the highest value.</summary>
    public double To => to;

    /// <summary>The place of a value; of one outside of the axis beyond its end.</summary>
    public double Place(double value) => from + ((value - low) / (high - low) * (to - from));

    /// <summary>Round values within the axis, with as many digits as tell them apart.</summary>
    public IEnumerable<(double Place, string Text)> Ticks()
    {
        double step = RoundStep((high - low) / Marks);
        string format = $"N{Math.Max(0, -(int)Math.Floor(Math.Log10(step) + 1e-9))}";
        for (double i = Math.Ceiling((low / step) - 1e-9); i * step <= high + (1e-9 * step); i++)
        {
            // + 0: no minus sign before a zero.
            yield return (Place(i * step), ((i * step) + 0.0).ToString(format, CultureInfo.InvariantCulture));
        }
    }

    /// <summary>The next of 1, 2, 5, 10, ... times a power of ten.</summary>
    private static double RoundStep(double least)
    {
        double power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        double mantissa = least / power;
        return power * (mantissa <= 1 ? 1 : mantissa <= 2 ? 2 : mantissa <= 5 ? 5 : 10);
    }
}
