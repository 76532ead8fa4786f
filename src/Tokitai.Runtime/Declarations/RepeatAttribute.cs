using System;

namespace Tokitai;

/// <summary>
/// Runs a block several times in a row, each time with parameters of its own, on a partial property of type
/// <see cref="Repeat{TBlock}"/>.
/// </summary>
/// <param name="count">How many copies of the block follow each other.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class RepeatAttribute(int count) : Attribute
{
    /// <summary>How many copies of the block follow each other.</summary>
    public int Count { get; } = count;

    /// <summary>
    /// Whether each copy adds its input to its result, <c>y = x + f(x)</c>; the block must then make as many outputs as it has inputs.
    /// Default: <see langword="false"/>.
    /// </summary>
    public bool Residual { get; set; }

    /// <summary>
    /// Whether a training workspace keeps only the result of each copy, and Backward runs the copy once more for what lies inside it (activation checkpointing:
    /// Chen et al., <see href="https://arxiv.org/abs/1604.06174">Training Deep Nets with Sublinear Memory Cost</see>, 2016). A step takes up to a third more
    /// operations, or two fifths where <see cref="IModel{TSelf}.BackwardAndUpdate"/> bounds the norm; outputs, gradients and updates have the same bits, if parameters do not change
    /// between Forward and Backward. Forward-only workspaces are as they are. Default: <see langword="false"/>.
    /// </summary>
    public bool Recompute { get; set; }
}
