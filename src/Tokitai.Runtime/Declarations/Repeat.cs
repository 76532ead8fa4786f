using System;
using System.Collections;
using System.Collections.Generic;

namespace Tokitai;

/// <summary>
/// The copies of a repeated block, in the order in which they run. Made by generated code; see <see cref="RepeatAttribute"/>.
/// </summary>
/// <typeparam name="TBlock">The class of the block.</typeparam>
public sealed class Repeat<TBlock> : IReadOnlyList<TBlock>
    where TBlock : class
{
    private readonly TBlock[] _blocks;

    internal Repeat(TBlock[] blocks) => _blocks = blocks;

    /// <summary>How many copies of the block there are.</summary>
    public int Count => _blocks.Length;

    /// <summary>The copy at a position.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no copy at this position.</exception>
    public TBlock this[int index] => (uint)index < (uint)_blocks.Length
        ? _blocks[index]
        : throw new ArgumentOutOfRangeException(
            nameof(index), index, $"There are {_blocks.Length} copies of {typeof(TBlock).Name}: valid are 0 to {_blocks.Length - 1}.");

    /// <inheritdoc/>
    public IEnumerator<TBlock> GetEnumerator() => ((IEnumerable<TBlock>)_blocks).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _blocks.GetEnumerator();
}
