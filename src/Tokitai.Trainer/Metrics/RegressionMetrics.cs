using System;

namespace Tokitai.Training;

/// <summary>
/// Mean absolute error and root mean squared error of values, over all rows since the last <see cref="Reset"/>: metrics of
/// <see cref="LossKind.MeanSquaredError"/> and <see cref="LossKind.Huber"/>, in the unit of the targets.
/// </summary>
/// <remarks>
/// With e the differences of outputs and targets over all rows and outputs: <c>mean |e|</c> and <c>sqrt(mean e^2)</c>, summed in double in the order in which rows come. Adding
/// allocates nothing. Not safe for several threads at a time.
/// </remarks>
public sealed class RegressionMetrics
{
    private double _errors;
    private double _squares;

    /// <summary>Starts with no rows.</summary>
    /// <param name="size">Outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no output.</exception>
    public RegressionMetrics(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        Size = size;
    }

    /// <summary>Outputs of a row.</summary>
    public int Size { get; }

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Mean of <c>|output - target|</c> over rows and outputs; NaN without rows.</summary>
    public double MeanAbsoluteError => _errors / ((double)Rows * Size);

    /// <summary>Root of the mean of <c>(output - target)^2</c> over rows and outputs: of the loss <see cref="LossKind.MeanSquaredError"/>; NaN without rows.</summary>
    public double RootMeanSquaredError => Math.Sqrt(_squares / ((double)Rows * Size));

    /// <summary>Adds the rows of a batch. Where it throws, it has counted none of them.</summary>
    /// <param name="outputs">Outputs, row-major <c>[rows, size]</c>; an infinite one makes both errors infinite.</param>
    /// <param name="targets">Finite targets, <c>[rows, size]</c>.</param>
    /// <exception cref="ArgumentException">The outputs are no whole rows, or there are not as many targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is not finite; the message has row and column.</exception>
    /// <exception cref="NotFiniteNumberException">An output is NaN; the message has row and column.</exception>
    public void Add(ReadOnlySpan<float> outputs, ReadOnlySpan<float> targets)
    {
        MatrixColumns columns = MetricInput.Rows(outputs, Size, nameof(outputs));
        MetricInput.RequireRows(columns.Rows, targets.Length, Size, nameof(targets));
        var values = new MatrixColumns(targets, Size, 0, Size);
        Check(columns, values, head: null);
        Count(columns, values);
    }

    /// <summary>Forgets all rows.</summary>
    public void Reset()
    {
        _errors = 0;
        _squares = 0;
        Rows = 0;
    }

    internal static void Check(MatrixColumns outputs, MatrixColumns targets, string? head)
    {
        for (int row = 0; row < outputs.Rows; row++)
        {
            MetricInput.RequireNumbers(outputs[row], row, head);
            MetricInput.RequireTargets(targets[row], row, head, float.MinValue, float.MaxValue, "finite");
        }
    }

    internal void Count(MatrixColumns outputs, MatrixColumns targets)
    {
        for (int row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<float> values = outputs[row], wanted = targets[row];
            for (int output = 0; output < values.Length; output++)
            {
                double error = (double)values[output] - wanted[output];
                _errors += Math.Abs(error);
                _squares += error * error;
            }
        }

        Rows += outputs.Rows;
    }
}
