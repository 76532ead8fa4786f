using System;
using Tokitai;

namespace DenseVsMoe.Data;

/// <summary>Affine functions <c>y = W x + offset</c> with weights that are drawn once: <c>[outputs, inputs]</c>, row-major.</summary>
public sealed class RandomAffine
{
    private readonly double[] _columns, _offsets;
    private readonly int _inputs;

    private RandomAffine(double[] weights, double[] offsets)
    {
        _offsets = offsets;
        _inputs = weights.Length / offsets.Length;
        _columns = new double[weights.Length];
        for (int i = 0; i < weights.Length; i++) _columns[(i % _inputs * offsets.Length) + (i / _inputs)] = weights[i];
    }

    /// <summary>Functions of a sample's inputs, each scaled and shifted to mean 0 and variance 1 over all samples.</summary>
    /// <param name="random">Where the weights come from.</param>
    /// <param name="outputs">Number of functions.</param>
    public static RandomAffine Standardised(PhiloxRandom random, int outputs)
    {
        double[] weights = Draw(random, outputs * InputLayout.Inputs, 1), offsets = new double[outputs];
        for (int row = 0; row < outputs; row++)
        {
            Span<double> own = weights.AsSpan(row * InputLayout.Inputs, InputLayout.Inputs);
            (double mean, double variance) = InputDistribution.Moments(own);
            double scale = 1 / Math.Sqrt(variance);
            foreach (ref double weight in own) weight *= scale;
            offsets[row] = -mean * scale;
        }

        return new RandomAffine(weights, offsets);
    }

    /// <summary>Functions of independent features of mean 0 and variance 1.</summary>
    /// <param name="random">Where weights and offsets come from.</param>
    /// <param name="inputs">Number of features.</param>
    /// <param name="outputs">Number of functions.</param>
    /// <param name="deviation">Standard deviation of <c>W x</c> over features and draws of the weights.</param>
    /// <param name="offsetDeviation">Standard deviation of the offsets.</param>
    public static RandomAffine Scaled(PhiloxRandom random, int inputs, int outputs, double deviation, double offsetDeviation) =>
        new(Draw(random, inputs * outputs, deviation / Math.Sqrt(inputs)), Draw(random, outputs, offsetDeviation));

    /// <summary>Computes the functions of single-precision inputs, in double.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">Receives the values.</param>
    public void Apply(ReadOnlySpan<float> x, Span<double> y)
    {
        _offsets.CopyTo(y);
        for (int i = 0; i < _inputs; i++)
        {
            // Two thirds of a sample's inputs are 0: the other classes of its categories. They would add 0.
            if (x[i] != 0) AddColumn(i, x[i], y);
        }
    }

    /// <summary>Computes the functions.</summary>
    /// <param name="x">The inputs.</param>
    /// <param name="y">Receives the values.</param>
    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        _offsets.CopyTo(y);
        for (int i = 0; i < _inputs; i++) AddColumn(i, x[i], y);
    }

    /// <summary>Each function is a sum in the order of the inputs; going by columns, the processor forms all sums at a time.</summary>
    private void AddColumn(int input, double value, Span<double> y)
    {
        ReadOnlySpan<double> column = _columns.AsSpan(input * _offsets.Length, _offsets.Length);
        for (int row = 0; row < column.Length; row++) y[row] += column[row] * value;
    }

    /// <summary>Uniform numbers of mean 0 and a given standard deviation: a uniform number in ±a deviates by a / sqrt(3).</summary>
    private static double[] Draw(PhiloxRandom random, int count, double deviation)
    {
        double range = deviation * Math.Sqrt(3);
        var values = new double[count];
        foreach (ref double value in values.AsSpan()) value = range * ((2.0 * random.NextSingle()) - 1);
        return values;
    }
}
