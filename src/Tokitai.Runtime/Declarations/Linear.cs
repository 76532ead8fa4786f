using System;
using Tokitai.CompilerServices;

namespace Tokitai;

/// <summary>
/// A fully connected layer of a model: a typed view of its tensors. Made by generated code; see <see cref="LinearAttribute"/>.
/// </summary>
public readonly struct Linear
{
    private readonly TensorSet? _tensors;
    private readonly int _first;
    private readonly LinearParts _parts;

    /// <summary>Infrastructure: called by generated code.</summary>
    internal Linear(TensorSet tensors, int first, LinearParts parts)
    {
        _tensors = tensors;
        _first = first;
        _parts = parts;
    }

    /// <summary>Whether the layer adds a bias.</summary>
    public bool HasBias => (_parts & LinearParts.Bias) != 0;

    /// <summary>Whether a normalisation follows the product.</summary>
    public bool HasNorm => (_parts & (LinearParts.LayerNorm | LinearParts.RmsNorm)) != 0;

    /// <summary>The weight, shape <c>[outputs, inputs]</c>.</summary>
    public TensorView Weight => Tensors[_first];

    /// <summary>The bias, shape <c>[outputs]</c>.</summary>
    /// <exception cref="InvalidOperationException">The layer was declared with <c>Bias = false</c>.</exception>
    public TensorView Bias => HasBias
        ? Tensors[_first + 1]
        : throw new InvalidOperationException($"The layer of '{Tensors[_first].Name}' was declared with Bias = false: it has no bias.");

    /// <summary>The normalisation of the layer.</summary>
    /// <exception cref="InvalidOperationException">The layer was declared without a norm.</exception>
    public Norm Norm => HasNorm
        ? new Norm(Tensors, _first + (HasBias ? 2 : 1), (_parts & LinearParts.LayerNorm) != 0)
        : throw new InvalidOperationException($"The layer of '{Tensors[_first].Name}' was declared without a norm.");

    private TensorSet Tensors => _tensors
        ?? throw new InvalidOperationException("This Linear belongs to no model: take it from a model's property.");
}
