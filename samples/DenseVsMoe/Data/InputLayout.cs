using System;
using System.Linq;

namespace DenseVsMoe.Data;

/// <summary>The 96 inputs of a sample: eight categorical blocks, then the numeric values.</summary>
public static class InputLayout
{
    /// <summary>Inputs of a sample.</summary>
    public const int Inputs = 96;

    /// <summary>Index of the first numeric input: the sum of all classes.</summary>
    public const int FirstNumeric = 74;

    /// <summary>Numeric inputs, from <see cref="FirstNumeric"/> to the end.</summary>
    public const int Numerics = Inputs - FirstNumeric;

    private static readonly int[] ClassCounts = [9, 11, 14, 7, 5, 16, 8, 4];

    /// <summary>Classes of each categorical block, in the order in which the blocks lie.</summary>
    public static ReadOnlySpan<int> Classes => ClassCounts;

    /// <summary>Number of categorical blocks.</summary>
    public static int Blocks => ClassCounts.Length;

    /// <summary>Index of a block's first input.</summary>
    /// <param name="block">Number of the block.</param>
    public static int FirstOf(int block) => ClassCounts.Take(block).Sum();
}
