using System;
using Tokitai.CompilerServices;
using Tokitai.Kernels;

namespace Tokitai.Tests.Support;

/// <summary>A model that has parameters and cannot compute: enough for optimizers and files.</summary>
public abstract class ParametersOnly<TSelf> : IDisposable
    where TSelf : class, IModel<TSelf>
{
    public TensorSet Parameters { get; } = ModelParameters.Create(TSelf.Info, 0);

    public static Workspace<TSelf> CreateWorkspace(int maxBatch, bool training = true) => throw new NotSupportedException();

    public static Gradients<TSelf> CreateGradients() => new();

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, Workspace<TSelf> workspace) => throw new NotSupportedException();

    public void Backward(
        ReadOnlySpan<float> outputGradient, Gradients<TSelf> gradients, Workspace<TSelf> workspace,
        Span<float> inputGradient = default, bool accumulate = false, float auxiliaryScale = 1) => throw new NotSupportedException();

    public void BackwardAndUpdate(
        ReadOnlySpan<float> outputGradient, Optimizer<TSelf> optimizer, Workspace<TSelf> workspace,
        Span<float> inputGradient = default, float auxiliaryScale = 1) => throw new NotSupportedException();

    public void Dispose()
    {
        Parameters.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Counts what the generator would have compiled in.</summary>
    protected static ModelInfo Table(string name, params (string Path, int Inputs, int Outputs, LinearParts Parts)[] layers)
    {
        long packed = 0, count = 0;
        var builder = new ModelInfoBuilder(PackedLayout.Version, name, layers[0].Inputs, layers[^1].Outputs);
        foreach ((string path, int inputs, int outputs, LinearParts parts) in layers)
        {
            int vectors = ((parts & LinearParts.Bias) != 0 ? 1 : 0) + ((parts & LinearParts.LayerNorm) != 0 ? 2 : 0);
            int padded = (outputs + 15) / 16 * 16;
            count += ((long)outputs * inputs) + ((long)vectors * outputs);
            packed += ((long)padded * inputs) + ((long)vectors * padded);
            builder.Linear(path, inputs, outputs, parts);
        }

        return builder.Build(packed, count, 0, 0, 16, 0, 0, "test");
    }
}
