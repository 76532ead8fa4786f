using System;

namespace Tokitai;

/// <summary>The normalisation of a layer: a typed view of its weight and bias.</summary>
public readonly struct Norm
{
    private readonly TensorSet? _tensors;
    private readonly int _first;

    internal Norm(TensorSet tensors, int first)
    {
        _tensors = tensors;
        _first = first;
    }

    /// <summary>The scale, shape <c>[features]</c>; 1 in a new model.</summary>
    public TensorView Weight => Tensors[_first];

    /// <summary>The shift, shape <c>[features]</c>; 0 in a new model.</summary>
    public TensorView Bias => Tensors[_first + 1];

    private TensorSet Tensors => _tensors
        ?? throw new InvalidOperationException("This Norm belongs to no model: take it from a model's layer.");
}
