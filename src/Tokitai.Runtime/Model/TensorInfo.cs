using System.Collections.Generic;

namespace Tokitai;

/// <summary>Name, shape and place of one parameter tensor.</summary>
public sealed class TensorInfo
{
    internal TensorInfo(int index, string name, TensorKind kind, int[] shape, int inputs, long length, long offset, long packedLength)
    {
        Index = index;
        Name = name;
        Kind = kind;
        Shape = System.Array.AsReadOnly(shape);
        Inputs = inputs;
        Length = length;
        Offset = offset;
        PackedLength = packedLength;
    }

    /// <summary>Position in declaration order, from 0.</summary>
    public int Index { get; }

    /// <summary>Path of the declaration, such as <c>blocks.3.up.norm.weight</c>.</summary>
    public string Name { get; }

    /// <summary>What the tensor is for.</summary>
    public TensorKind Kind { get; }

    /// <summary>The canonical shape: <c>[outputs, inputs]</c> for a linear weight, <c>[features]</c> for the others.</summary>
    public IReadOnlyList<int> Shape { get; }

    /// <summary>Number of scalars, without padding.</summary>
    public long Length { get; }

    /// <summary>Number of inputs of the layer that the tensor belongs to: its fan-in.</summary>
    internal int Inputs { get; }

    /// <summary>First float of the tensor in the packed buffer.</summary>
    internal long Offset { get; }

    /// <summary>Number of floats that the tensor takes in the packed buffer, padding included.</summary>
    internal long PackedLength { get; }
}
