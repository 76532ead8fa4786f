using System;

namespace Tokitai.Tests.Support;

/// <summary>A model whose Backward has a fault.</summary>
internal sealed class FaultyModel<TModel, TFault> : IModel<FaultyModel<TModel, TFault>>
    where TModel : class, IModel<TModel>
    where TFault : struct, IFault
{
    private readonly TModel _inner = TModel.Create(1);
    private float[] _input = [];

    public static ModelInfo Info => TModel.Info;

    public TensorSet Parameters => _inner.Parameters;

    public static FaultyModel<TModel, TFault> Create(ulong seed) => new();

    public static Workspace<FaultyModel<TModel, TFault>> CreateWorkspace(int maxBatch, bool training = true) => new(maxBatch, training);

    public static Gradients<FaultyModel<TModel, TFault>> CreateGradients() => new();

    public ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, Workspace<FaultyModel<TModel, TFault>> workspace)
    {
        using Workspace<TModel> own = TModel.CreateWorkspace(workspace.MaxBatch);
        _input = input.ToArray();
        return _inner.Forward(input, own);
    }

    public void Backward(
        ReadOnlySpan<float> outputGradient, Gradients<FaultyModel<TModel, TFault>> gradients, Workspace<FaultyModel<TModel, TFault>> workspace,
        Span<float> inputGradient = default, bool accumulate = false, float auxiliaryScale = 1)
    {
        using Workspace<TModel> own = TModel.CreateWorkspace(workspace.MaxBatch);
        using Gradients<TModel> right = TModel.CreateGradients();
        _inner.Forward(_input, own);
        _inner.Backward(outputGradient, right, own, inputGradient);
        for (int i = 0; i < right.Count; i++)
        {
            float[] values = right[i].ToArray();
            TFault.Apply(right[i].Name, values);
            gradients[i].CopyFrom(values);
        }
    }

    public void BackwardAndUpdate(
        ReadOnlySpan<float> outputGradient, Optimizer<FaultyModel<TModel, TFault>> optimizer, Workspace<FaultyModel<TModel, TFault>> workspace,
        Span<float> inputGradient = default, float auxiliaryScale = 1) => throw new InvalidOperationException("The check updates nothing.");

    public void Dispose() => _inner.Dispose();
}
