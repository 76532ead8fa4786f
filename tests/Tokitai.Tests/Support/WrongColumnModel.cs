using System;
using Tokitai.Tests.Models;

namespace Tokitai.Tests.Support;

/// <summary>A model whose Backward is wrong in every column of a weight but the first.</summary>
internal sealed class WrongColumnModel : IModel<WrongColumnModel>
{
    private readonly TwentyInputs _inner = new(1);
    private float[] _input = [];

    public static ModelInfo Info => TwentyInputs.Info;

    public TensorSet Parameters => _inner.Parameters;

    public static WrongColumnModel Create(ulong seed) => new();

    public static Workspace<WrongColumnModel> CreateWorkspace(int maxBatch, bool training = true) => new(maxBatch, training);

    public static Gradients<WrongColumnModel> CreateGradients() => new();

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, Workspace<WrongColumnModel> workspace)
    {
        using Workspace<TwentyInputs> own = TwentyInputs.CreateWorkspace(workspace.MaxBatch);
        _input = input.ToArray();
        return _inner.Forward(input, own);
    }

    public void Backward(
        ReadOnlySpan<float> outputGradient, Gradients<WrongColumnModel> gradients, Workspace<WrongColumnModel> workspace, Span<float> inputGradient = default,
        bool accumulate = false, float auxiliaryScale = 1)
    {
        using Workspace<TwentyInputs> own = TwentyInputs.CreateWorkspace(workspace.MaxBatch);
        using Gradients<TwentyInputs> right = TwentyInputs.CreateGradients();
        _inner.Forward(_input, own);
        _inner.Backward(outputGradient, right, own, inputGradient);
        for (int i = 0; i < right.Count; i++)
        {
            float[] values = right[i].ToArray();
            for (int e = 0; right[i].Name == "hidden.weight" && e < values.Length; e++) values[e] *= e % TwentyInputs.InputSize == 0 ? 1 : -3;
            gradients[i].CopyFrom(values);
        }
    }

    public void BackwardAndUpdate(
        ReadOnlySpan<float> outputGradient, Optimizer<WrongColumnModel> optimizer, Workspace<WrongColumnModel> workspace, Span<float> inputGradient = default,
        float auxiliaryScale = 1) => throw new InvalidOperationException("The check updates nothing.");

    public void Dispose() => _inner.Dispose();
}
