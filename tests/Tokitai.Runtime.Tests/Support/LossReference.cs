using System;

namespace Tokitai.Tests.Support;

/// <summary>The losses in float64, written from their definitions: plain, slow, and no part of the runtime.</summary>
internal static class LossReference
{
    public static double CrossEntropy(
        double[] z, int[] labels, int classes, double smoothing = 0, float[]? weights = null, int ignoreIndex = -100)
    {
        double sum = 0, weight = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] == ignoreIndex) continue;
            weight += Weight(labels[row]);
            sum -= (1 - smoothing) * Weight(labels[row]) * LogProbability(row, labels[row]);
            for (int c = 0; c < classes; c++) sum -= smoothing / classes * Weight(c) * LogProbability(row, c);
        }

        return sum / weight;

        double Weight(int c) => weights?[c] ?? 1;

        double LogProbability(int row, int c)
        {
            double total = 0;
            for (int j = 0; j < classes; j++) total += Math.Exp(z[(row * classes) + j]);
            return z[(row * classes) + c] - Math.Log(total);
        }
    }

    public static double BinaryCrossEntropy(double[] z, float[] target) =>
        Mean(z, target, (logit, t) => -(t * Math.Log(1 / (1 + Math.Exp(-logit)))) - ((1 - t) * Math.Log(1 / (1 + Math.Exp(logit)))));

    public static double Huber(double[] y, float[] target, double delta) => Mean(y, target, (output, t) =>
    {
        double distance = Math.Abs(output - t);
        return distance < delta ? distance * distance / 2 : delta * (distance - (delta / 2));
    });

    public static double MeanSquaredError(double[] y, float[] target) => Mean(y, target, (output, t) => Math.Pow(output - t, 2));

    /// <summary>Central differences: with third derivatives of at most 1 an error of h^2/6, 2e-9, and of 1e-15/h by rounding.</summary>
    public static double[] Gradient(Func<double[], double> loss, float[] output)
    {
        const double Step = 1e-4;
        double[] at = Array.ConvertAll(output, value => (double)value);
        var gradient = new double[output.Length];
        for (int i = 0; i < output.Length; i++)
        {
            at[i] = output[i] + Step;
            double above = loss(at);
            at[i] = output[i] - Step;
            gradient[i] = (above - loss(at)) / (2 * Step);
            at[i] = output[i];
        }

        return gradient;
    }

    private static double Mean(double[] output, float[] target, Func<double, double, double> loss)
    {
        double sum = 0;
        for (int i = 0; i < output.Length; i++) sum += loss(output[i], target[i]);
        return sum / output.Length;
    }
}
