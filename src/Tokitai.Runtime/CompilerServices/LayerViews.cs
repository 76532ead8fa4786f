using System;
using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: generated code makes the typed views of a model's layers here.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LayerViews
{
    /// <summary>The view of a linear layer.</summary>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the layer's weight.</param>
    /// <param name="parts">Which tensors follow the weight.</param>
    public static Linear Linear(TensorSet tensors, int first, LinearParts parts) => new(tensors, first, parts);

    /// <summary>The views of a repeated block.</summary>
    /// <typeparam name="TBlock">The class of the block.</typeparam>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the first tensor of the first copy.</param>
    /// <param name="count">Number of copies.</param>
    /// <param name="tensorsPerBlock">Number of tensors of one copy.</param>
    /// <param name="create">Makes the view of one copy from the tensors and the index of its first.</param>
    public static Repeat<TBlock> Repeat<TBlock>(
        TensorSet tensors, int first, int count, int tensorsPerBlock, Func<TensorSet, int, TBlock> create)
        where TBlock : class
    {
        var blocks = new TBlock[count];
        for (int i = 0; i < count; i++) blocks[i] = create(tensors, first + (i * tensorsPerBlock));
        return new Repeat<TBlock>(blocks);
    }
}
