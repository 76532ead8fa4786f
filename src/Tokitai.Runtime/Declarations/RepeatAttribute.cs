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
}
