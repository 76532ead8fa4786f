using System;
using System.Collections.Generic;

namespace Tokitai.Tests.Support;

/// <summary>
/// A dense network in float64, written from the formulas and independent of kernels, generator and layout: the reference for
/// finite differences.
/// </summary>
internal sealed class Float64Network(IReadOnlyList<Float64Layer> layers)
{
    /// <summary>The parameters in the order of the model, one array a tensor.</summary>
    public List<double[]> Parameters { get; } = [];

    /// <summary>Takes the parameters of a model.</summary>
    public void Load(TensorSet parameters)
    {
        foreach (TensorView tensor in parameters) Parameters.Add(Array.ConvertAll(tensor.ToArray(), value => (double)value));
    }

    /// <summary>The outputs of one sample.</summary>
    public double[] Forward(double[] input)
    {
        double[] value = input;
        int tensor = 0;
        foreach (Float64Layer layer in layers)
        {
            double[] weight = Parameters[tensor++];
            double[]? bias = layer.Bias ? Parameters[tensor++] : null;
            var product = new double[layer.Outputs];
            for (int n = 0; n < layer.Outputs; n++)
            {
                product[n] = bias?[n] ?? 0;
                for (int k = 0; k < value.Length; k++) product[n] += weight[(n * value.Length) + k] * value[k];
            }

            value = layer.Norm ? Normalise(product, Parameters[tensor++], Parameters[tensor++]) : product;
            value = Array.ConvertAll(value, layer.Activation);
        }

        return value;
    }

    private static double[] Normalise(double[] x, double[] weight, double[] bias) =>
        NormReference.Forward(x, weight, bias, 1, x.Length, 1e-5f, value => value);
}
