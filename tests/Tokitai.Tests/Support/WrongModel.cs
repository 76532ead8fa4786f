using System;
using Tokitai.Tests.Models;

namespace Tokitai.Tests.Support;

/// <summary>A model whose Backward is off by 5 % in one element.</summary>
internal sealed class WrongModel : IModel<WrongModel>
{
    public const int WrongElement = 3;

    private readonly MlpGelu _inner = new(1);

    public static ModelInfo Info => MlpGelu.Info;

    public TensorSet Parameters => _inner.Parameters;

    public static WrongModel Create(ulong seed) => new();

    public static Workspace<WrongModel> CreateWorkspace(int maxBatch, bool training = true) => new(maxBatch, training);

    public static Gradients<WrongModel> CreateGradients() => new();

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, Workspace<WrongModel> workspace)
    {
        using Workspace<MlpGelu> own = MlpGelu.CreateWorkspace(workspace.MaxBatch);
        _input = input.ToArray();
        return _inner.Forward(input, own);
    }

    public void Backward(
        ReadOnlySpan<float> outputGradient, Gradients<WrongModel> gradients, Workspace<WrongModel> workspace, Span<float> inputGradient = default,
        bool accumulate = false, float auxiliaryScale = 1)
    {
        using Workspace<MlpGelu> own = MlpGelu.CreateWorkspace(workspace.MaxBatch);
        using Gradients<MlpGelu> right = MlpGelu.CreateGradients();
        _inner.Forward(_input, own);
        _inner.Backward(outputGradient, right, own, inputGradient);
        for (int i = 0; i < right.Count; i++)
        {
            float[] values = right[i].ToArray();
            if (right[i].Name == "output.bias") values[WrongElement] *= 1.05f;
            gradients[i].CopyFrom(values);
        }
    }

    public void BackwardAndUpdate(
        ReadOnlySpan<float> outputGradient, Optimizer<WrongModel> optimizer, Workspace<WrongModel> workspace, Span<float> inputGradient = default,
        float auxiliaryScale = 1) => throw new InvalidOperationException("The check updates nothing.");

    public void Dispose() => _inner.Dispose();

    private float[] _input = [];
}
