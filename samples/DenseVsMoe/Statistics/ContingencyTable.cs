using System;

namespace DenseVsMoe.Statistics;

/// <summary>How often each label of one classification meets each label of another.</summary>
public sealed class ContingencyTable
{
    private readonly int[,] _counts;

    /// <summary>Counts pairs of labels.</summary>
    /// <param name="first">Labels, 0 or more.</param>
    /// <param name="second">The other labels of the same samples.</param>
    /// <exception cref="ArgumentException">The numbers of labels differ, or there are none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative.</exception>
    public ContingencyTable(ReadOnlySpan<int> first, ReadOnlySpan<int> second)
    {
        if (first.Length != second.Length || first.IsEmpty)
        {
            throw new ArgumentException($"Two classifications of the same samples are needed, but there are {first.Length} and {second.Length} labels.");
        }

        Total = first.Length;
        _counts = new int[Labels(first), Labels(second)];
        RowSums = new int[_counts.GetLength(0)];
        ColumnSums = new int[_counts.GetLength(1)];
        for (int i = 0; i < first.Length; i++)
        {
            _counts[first[i], second[i]]++;
            RowSums[first[i]]++;
            ColumnSums[second[i]]++;
        }
    }

    /// <summary>Number of samples.</summary>
    public int Total { get; }

    /// <summary>Samples of each label of the first classification.</summary>
    public int[] RowSums { get; }

    /// <summary>Samples of each label of the second one.</summary>
    public int[] ColumnSums { get; }

    /// <summary>Samples with this pair of labels.</summary>
    /// <param name="row">Label of the first classification.</param>
    /// <param name="column">Label of the second one.</param>
    public int this[int row, int column] => _counts[row, column];

    private static int Labels(ReadOnlySpan<int> labels)
    {
        int largest = 0;
        foreach (int label in labels)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(label);
            largest = Math.Max(largest, label);
        }

        return largest + 1;
    }
}
