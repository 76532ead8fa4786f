using System;

namespace Tokitai;

/// <summary>The normalisation of a layer: a typed view of its weight and bias.</summary>
public readonly struct Norm
{
    private readonly TensorSet? _tensors;
    private readonly int _first;

    internal Norm(TensorSet tensors, int first, bool hasBias)
    {
        _tensors = tensors;
        _first = first;
        HasBias = hasBias;
    }

    /// <summary>Whether the normalisation has a shift: <see cref="NormKind.Layer"/> has, <see cref="NormKind.Rms"/> has not.</summary>
    public bool HasBias { get; }

    /// <summary>The scale, shape <c>[features]</c>; 1 in a new model.</summary>
    public TensorView Weight => Tensors[_first];

    /// <summary>The shift, shape <c>[features]</c>; 0 in a new model.</summary>
    /// <exception cref="InvalidOperationException">The normalisation is <see cref="NormKind.Rms"/>, which has none.</exception>
    public TensorView Bias => HasBias
        ? Tensors[_first + 1]
        : throw new InvalidOperationException($"The norm of '{Tensors[_first].Name}' is a root mean square norm: it has no bias.");

    private TensorSet Tensors => _tensors
        ?? throw new InvalidOperationException("This norm belongs to no model: take it from a model's layer.");
}
