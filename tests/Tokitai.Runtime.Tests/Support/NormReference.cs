using System;

namespace Tokitai.Tests.Support;

/// <summary>Normalisations with an activation behind them, in float64, written from the formulas. Without a bias it is null.</summary>
internal static class NormReference
{
    public static double[] Forward(
        double[] x, double[] weight, double[]? bias, int batch, int features, double epsilon, Func<double, double> activation,
        NormKind norm = NormKind.Layer)
    {
        var y = new double[x.Length];
        for (int b = 0; b < batch; b++)
        {
            (double mean, double reciprocal) = Statistics(norm, x, b, features, epsilon);
            for (int f = 0; f < features; f++)
            {
                y[(b * features) + f] = activation(((x[(b * features) + f] - mean) * reciprocal * weight[f]) + (bias?[f] ?? 0));
            }
        }

        return y;
    }

    public static (double[] Input, double[] Weight, double[] Bias) Backward(
        double[] x, double[] weight, double[]? bias, double[] dy, int batch, int features, double epsilon, Func<double, double> derivative,
        NormKind norm = NormKind.Layer)
    {
        double[] dx = new double[x.Length], dw = new double[features], db = new double[features];
        for (int b = 0; b < batch; b++)
        {
            (double mean, double reciprocal) = Statistics(norm, x, b, features, epsilon);
            double sum = 0, product = 0;
            double[] scaled = new double[features], normalised = new double[features];
            for (int f = 0; f < features; f++)
            {
                int i = (b * features) + f;
                normalised[f] = (x[i] - mean) * reciprocal;
                double g = dy[i] * derivative((normalised[f] * weight[f]) + (bias?[f] ?? 0));
                dw[f] += g * normalised[f];
                db[f] += g;
                scaled[f] = g * weight[f];
                sum += scaled[f];
                product += scaled[f] * normalised[f];
            }

            for (int f = 0; f < features; f++)
            {
                double meanScaled = norm == NormKind.Layer ? sum / features : 0;
                dx[(b * features) + f] = reciprocal * (scaled[f] - meanScaled - (normalised[f] * product / features));
            }
        }

        return (dx, dw, db);
    }

    private static (double Mean, double Reciprocal) Statistics(NormKind norm, double[] x, int sample, int features, double epsilon)
    {
        ReadOnlySpan<double> row = x.AsSpan(sample * features, features);
        double mean = 0;
        if (norm == NormKind.Layer)
        {
            foreach (double value in row) mean += value / features;
        }

        double variance = 0;
        foreach (double value in row) variance += (value - mean) * (value - mean) / features;
        return (mean, 1 / Math.Sqrt(variance + epsilon));
    }
}
