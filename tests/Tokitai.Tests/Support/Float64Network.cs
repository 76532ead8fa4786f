using System;
using System.Collections.Generic;

namespace Tokitai.Tests.Support;

/// <summary>A network of <see cref="Float64Layer"/>s with the parameters of a model.</summary>
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
    public double[] Forward(double[] input, Float64Draws draws)
    {
        double[] value = input;
        var parameters = new Queue<double[]>(Parameters);
        foreach (Float64Layer layer in layers) value = layer.Forward(value, parameters, draws);
        return parameters.Count == 0 ? value : throw new InvalidOperationException($"{parameters.Count} tensors are left: the network is not the model's.");
    }
}
