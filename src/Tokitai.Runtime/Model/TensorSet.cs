using System;
using System.Collections;
using System.Collections.Generic;
using Tokitai.Memory;

namespace Tokitai;

/// <summary>
/// One value for every parameter of a model: the parameters themselves, their gradients, or a moment of an optimizer.
/// All sets of a model share one packed layout that is fixed at compile time; the views convert to the canonical layout.
/// </summary>
public class TensorSet : IReadOnlyList<TensorView>, IDisposable
{
    private readonly string? _objectName;

    /// <summary>Makes a set that is all zero.</summary>
    /// <param name="info">The model.</param>
    /// <param name="objectName">What an error about a disposed set names, if that is another object: the set's owner.</param>
    internal TensorSet(ModelInfo info, string? objectName = null)
    {
        _objectName = objectName;
        Info = info;
        Buffer = AlignedBuffer.Allocate(info.PackedLength);
    }

    /// <summary>The model that the tensors belong to.</summary>
    public ModelInfo Info { get; }

    /// <summary>Number of tensors.</summary>
    public int Count => Info.Tensors.Count;

    /// <summary>What an error about the disposed set names.</summary>
    internal virtual string ObjectName => _objectName ?? $"TensorSet of {Info.Name}";

    /// <summary>The packed floats, padding (always zero) included.</summary>
    internal AlignedBuffer Buffer { get; }

    /// <summary>The view of the tensor at a position in declaration order.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no tensor at this position.</exception>
    public TensorView this[int index] => (uint)index < (uint)Count
        ? new TensorView(this, Info.Tensors[index])
        : throw new ArgumentOutOfRangeException(
            nameof(index), index, $"{Info.Name} has {Count} tensors: valid are 0 to {Count - 1}.");

    /// <summary>The view of the tensor with a name.</summary>
    /// <param name="name">Path of the declaration, such as <c>blocks.3.up.weight</c>.</param>
    /// <exception cref="KeyNotFoundException">No tensor has this name.</exception>
    public TensorView this[string name]
    {
        get
        {
            foreach (TensorInfo tensor in Info.Tensors)
            {
                if (tensor.Name == name) return new TensorView(this, tensor);
            }

            throw new KeyNotFoundException($"{Info.Name} has no tensor named '{name}'; its first is '{Info.Tensors[0].Name}'.");
        }
    }

    /// <summary>Sets every element of every tensor to 0.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public virtual unsafe void Clear()
    {
        using BufferLease lease = Buffer.Lease(this);
        new FloatSpan(lease.Pointer, Buffer.Length).Clear();
    }

    /// <inheritdoc/>
    public IEnumerator<TensorView> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Frees the memory, as soon as no running pass uses it.</summary>
    public void Dispose()
    {
        Buffer.Dispose();
        GC.SuppressFinalize(this);
    }
}
