using System;
using System.Numerics.Tensors;

namespace Tokitai.Training;

/// <summary>The checks of what is added to metrics: everything is checked before anything is counted.</summary>
internal static class MetricInput
{
    /// <summary>A matrix of whole rows.</summary>
    /// <exception cref="ArgumentException">The values are no whole rows.</exception>
    public static MatrixColumns Rows(ReadOnlySpan<float> values, int size, string name) => values.Length % size == 0
        ? new MatrixColumns(values, size, 0, size)
        : throw new ArgumentException($"There are {values.Length} values, which are no whole rows of {size}.", name);

    /// <summary>Demands targets for as many rows as there are outputs.</summary>
    public static void RequireRows(int rows, int targets, int targetSize, string name)
    {
        if (targets == (long)rows * targetSize) return;
        throw new ArgumentException($"{rows} rows of outputs need {(long)rows * targetSize} targets, {targetSize} a row, but there are {targets}.", name);
    }

    /// <summary>Throws on the first NaN of a row of outputs.</summary>
    public static void RequireNumbers(ReadOnlySpan<float> row, int number, string? head)
    {
        if (!TensorPrimitives.IsNaNAny(row)) return;
        int column = 0;
        while (!float.IsNaN(row[column])) column++;
        throw new NotFiniteNumberException($"Row {number} has NaN for output {column}{Of(head)}: it cannot be compared with a target.", float.NaN);
    }

    /// <summary>Throws on the first target of a row that does not lie in a range, NaN among them.</summary>
    public static void RequireTargets(ReadOnlySpan<float> row, int number, string? head, float lowest, float highest, string valid)
    {
        for (int column = 0; column < row.Length; column++)
        {
            if (row[column] >= lowest && row[column] <= highest) continue;
            throw new ArgumentOutOfRangeException(
                "targets", row[column], $"Row {number} has the target {row[column]} for output {column}{Of(head)}: it must be {valid}.");
        }
    }

    public static string Of(string? head) => head is null ? "" : $" of head '{head}'";
}
