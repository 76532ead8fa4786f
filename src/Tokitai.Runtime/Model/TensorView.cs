using System;
using System.Collections.Generic;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai;

/// <summary>
/// One tensor of a <see cref="TensorSet"/>. Data goes in and out in the canonical layout: row-major, unpadded, a linear
/// weight as <c>[outputs, inputs]</c>.
/// </summary>
public readonly struct TensorView
{
    private readonly TensorSet? _set;
    private readonly TensorInfo? _info;

    internal TensorView(TensorSet set, TensorInfo info)
    {
        _set = set;
        _info = info;
    }

    /// <summary>Position, name, kind and shape of the tensor.</summary>
    public TensorInfo Info => _info ?? throw new InvalidOperationException("This view belongs to no tensor: take it from a model.");

    /// <summary>Path of the declaration, such as <c>blocks.3.up.norm.weight</c>.</summary>
    public string Name => Info.Name;

    /// <summary>The canonical shape.</summary>
    public IReadOnlyList<int> Shape => Info.Shape;

    /// <summary>Number of scalars.</summary>
    public long Length => Info.Length;

    /// <summary>Copies the tensor out.</summary>
    /// <param name="destination">Receives <see cref="Length"/> values in canonical layout.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public unsafe void CopyTo(Span<float> destination)
    {
        RequireLength(destination.Length, nameof(destination));
        using BufferLease lease = _set!.Buffer.Lease(_set);
        fixed (float* canonical = destination)
        {
            PackedLayout.Unpack(lease.Pointer + Info.Offset, Info, canonical);
        }
    }

    /// <summary>Overwrites the tensor.</summary>
    /// <param name="source"><see cref="Length"/> values in canonical layout.</param>
    /// <exception cref="ArgumentException">The source has another length.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public unsafe void CopyFrom(ReadOnlySpan<float> source)
    {
        RequireLength(source.Length, nameof(source));
        using BufferLease lease = _set!.Buffer.Lease(_set);
        fixed (float* canonical = source)
        {
            PackedLayout.Pack(canonical, Info, lease.Pointer + Info.Offset);
        }
    }

    /// <summary>Copies the tensor into a new array in canonical layout.</summary>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public float[] ToArray()
    {
        var values = new float[Length];
        CopyTo(values);
        return values;
    }

    /// <summary>Name and shape, such as <c>blocks.3.up.weight [256, 64]</c>.</summary>
    public override string ToString() => _info is null ? "no tensor" : $"{Name} [{string.Join(", ", Shape)}]";

    /// <summary>Overwrites one element.</summary>
    /// <param name="element">Its position in the canonical layout.</param>
    /// <param name="value">The new value.</param>
    internal unsafe void SetElement(long element, float value)
    {
        using BufferLease lease = _set!.Buffer.Lease(_set);
        lease.Pointer[Info.Offset + PackedLayout.ElementOffset(Info, element)] = value;
    }

    private void RequireLength(int length, string parameter)
    {
        if (length != Length)
        {
            throw new ArgumentException(
                $"'{Name}' has {Length} elements (shape [{string.Join(", ", Shape)}]), but the span has {length}.", parameter);
        }
    }
}
