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
}
