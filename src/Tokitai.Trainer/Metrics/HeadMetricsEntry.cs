using System;

namespace Tokitai.Training;

/// <summary>A head of a model and the metrics that go with its loss: exactly one of them is there, the others are null.</summary>
public sealed class HeadMetricsEntry
{
    private int[] _labels = [];

    internal HeadMetricsEntry(HeadInfo head)
    {
        Head = head;
        switch (head.Loss)
        {
            case LossKind.CrossEntropy:
                Classification = new ClassificationMetrics(head.Size);
                break;
            case LossKind.BinaryCrossEntropy:
                Binary = new BinaryMetrics(head.Size);
                break;
            default:
                Regression = new RegressionMetrics(head.Size);
                break;
        }
    }

    /// <summary>The head.</summary>
    public HeadInfo Head { get; }

    /// <summary>Metrics of a head of <see cref="LossKind.CrossEntropy"/>, else null.</summary>
    public ClassificationMetrics? Classification { get; }

    /// <summary>Metrics of a head of <see cref="LossKind.BinaryCrossEntropy"/>, else null.</summary>
    public BinaryMetrics? Binary { get; }

    /// <summary>Metrics of a head of <see cref="LossKind.MeanSquaredError"/> or <see cref="LossKind.Huber"/>, else null.</summary>
    public RegressionMetrics? Regression { get; }

    internal void Check(ReadOnlySpan<float> output, int outputSize, ReadOnlySpan<float> targets, int targetSize)
    {
        MatrixColumns outputs = Outputs(output, outputSize), wanted = Targets(targets, targetSize);
        if (Classification is not null) Classification.Check(outputs, ReadLabels(wanted), Head.Name);
        else if (Binary is not null) BinaryMetrics.Check(outputs, wanted, Head.Name);
        else RegressionMetrics.Check(outputs, wanted, Head.Name);
    }

    /// <summary>Counts what <see cref="Check"/> has just seen.</summary>
    internal void Count(ReadOnlySpan<float> output, int outputSize, ReadOnlySpan<float> targets, int targetSize)
    {
        MatrixColumns outputs = Outputs(output, outputSize), wanted = Targets(targets, targetSize);
        Classification?.Count(outputs, _labels.AsSpan(0, outputs.Rows));
        Binary?.Count(outputs, wanted);
        Regression?.Count(outputs, wanted);
    }

    internal void Reset()
    {
        Classification?.Reset();
        Binary?.Reset();
        Regression?.Reset();
    }

    private MatrixColumns Outputs(ReadOnlySpan<float> output, int outputSize) => new(output, outputSize, Head.First, Head.Size);

    private MatrixColumns Targets(ReadOnlySpan<float> targets, int targetSize) => new(targets, targetSize, Head.FirstTarget, Head.TargetSize);

    private ReadOnlySpan<int> ReadLabels(MatrixColumns targets)
    {
        if (_labels.Length < targets.Rows) _labels = new int[targets.Rows];
        for (int row = 0; row < targets.Rows; row++)
        {
            float label = targets[row][0];

            // False for NaN.
            if (!(label >= 0 && label < Head.Size && label == MathF.Truncate(label)))
            {
                throw new ArgumentOutOfRangeException(
                    nameof(targets), label, $"Row {row} has the label {label} of head '{Head.Name}': it must be a whole number from 0 to {Head.Size - 1}.");
            }

            _labels[row] = (int)label;
        }

        return _labels.AsSpan(0, targets.Rows);
    }
}
