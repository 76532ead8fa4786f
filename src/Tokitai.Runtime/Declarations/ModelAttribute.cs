using System;

namespace Tokitai;

/// <summary>
/// Declares a partial class to be a neural network. Its partial properties are the layers, in textual order; the
/// generator writes the constructor, <c>Forward</c>, <c>Backward</c> and everything else of <see cref="IModel{TSelf}"/>.
/// </summary>
/// <param name="inputSize">Number of input features of one sample.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ModelAttribute(int inputSize) : Attribute
{
    /// <summary>Number of input features of one sample.</summary>
    public int InputSize { get; } = inputSize;
}
