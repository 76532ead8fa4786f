using System;
using System.Linq;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>Compares losses and gradients with those of an independent source.</summary>
internal static class LossAssert
{
    /// <summary>Holds a case that PyTorch computed against an objective at every vector width; gives the largest errors.</summary>
    public static (double Loss, double Gradient) Case(
        ReferenceFile file, string name, Objective objective, double lossTolerance, double gradientTolerance)
    {
        float[] output = file.Floats($"{name}.output");
        var gradient = new float[output.Length];
        float expectedLoss = file.Floats($"{name}.loss")[0];
        (double Loss, double Gradient) worst = default;
        foreach (SimdLevel level in VectorMap.Levels)
        {
            objective.Simd = level;
            double loss = objective.Kind == LossKind.CrossEntropy
                ? objective.Evaluate(output, file.Labels($"{name}.target"), gradient)
                : objective.Evaluate(output, file.Floats($"{name}.target"), gradient);
            double lossError = Math.Abs(loss - expectedLoss) / Math.Max(Math.Abs(expectedLoss), 1e-9);
            double gradientError = Gradient(Array.ConvertAll(file.Floats($"{name}.gradient"), g => (double)g), gradient, gradientTolerance);
            Assert.True(lossError <= lossTolerance, $"{name}: the loss is {loss}, expected {expectedLoss}: off by {lossError:g3}.");
            worst = (Math.Max(worst.Loss, lossError), Math.Max(worst.Gradient, gradientError));
        }

        return worst;
    }

    /// <summary>Errors of a gradient are relative to its largest element.</summary>
    public static double Gradient(double[] expected, ReadOnlySpan<float> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double worst = 0, scale = Math.Max(expected.Max(Math.Abs), 1e-9);
        for (int i = 0; i < expected.Length; i++)
        {
            double error = Math.Abs(expected[i] - actual[i]) / scale;
            Assert.True(error <= tolerance, $"Element {i} of the gradient is {actual[i]}, expected {expected[i]}: off by {error:g3} of the largest.");
            worst = Math.Max(worst, error);
        }

        return worst;
    }

    /// <summary>
    /// Holds loss and gradient against a file of a model of one linear layer: the gradients of its bias and weights are sums
    /// of the outputs' gradient over rows.
    /// </summary>
    public static void LinearModel(string name, Objective objective, double tolerance)
    {
        ReferenceFile file = ReferenceFile.Open(name);
        float[] output = file.Floats("output"), input = file.Floats("input");
        int rows = output.Length / objective.Outputs, inputs = input.Length / rows;
        var gradient = new float[output.Length];
        double loss = objective.Kind == LossKind.CrossEntropy
            ? objective.Evaluate(output, file.Labels("target"), gradient)
            : objective.Evaluate(output, file.Floats("target"), gradient);
        Assert.Equal(1, loss / file.Floats("loss")[0], tolerance);

        var bias = new float[objective.Outputs];
        var weight = new float[objective.Outputs * inputs];
        for (int n = 0; n < objective.Outputs; n++)
        {
            bias[n] = (float)Enumerable.Range(0, rows).Sum(b => (double)gradient[(b * objective.Outputs) + n]);
            for (int k = 0; k < inputs; k++)
            {
                weight[(n * inputs) + k] = (float)Enumerable.Range(0, rows)
                    .Sum(b => (double)gradient[(b * objective.Outputs) + n] * input[(b * inputs) + k]);
            }
        }

        Gradient(Array.ConvertAll(file.Floats("grad.001"), g => (double)g), bias, tolerance);
        Gradient(Array.ConvertAll(file.Floats("grad.000"), g => (double)g), weight, tolerance);
    }
}
