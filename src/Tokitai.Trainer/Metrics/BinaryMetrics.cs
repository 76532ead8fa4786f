using System;

namespace Tokitai.Training;

/// <summary>
/// Mean absolute error and area under the ROC curve of independent yes/no outputs, over all rows since the last <see cref="Reset"/>: metrics of
/// <see cref="LossKind.BinaryCrossEntropy"/>.
/// </summary>
/// <remarks>
/// <para>The mean absolute error is the mean of <c>|sigmoid(z) - t|</c> over rows and outputs, z the logit and t the target, computed in double.</para>
/// <para>The area under the ROC curve of an output is the probability that a positive row has a larger logit than a negative one, equal logits
/// counted half (Hanley and McNeil 1982, "The meaning and use of the area under a receiver operating characteristic (ROC) curve"): exact, by ranks, as
/// scikit-learn's <c>roc_auc_score</c>. Logits are compared, not probabilities, which would be equal where the sigmoid rounds to 1. A row is positive if its target is 0.5 or
/// more, so targets that have been smoothed count for the class that they lean to.</para>
/// <para>All logits are kept: 4 bytes a row and output. Adding allocates only while there are more rows than ever before. Not safe for several threads at a time.</para>
/// </remarks>
public sealed class BinaryMetrics
{
    private const float PositiveFrom = 0.5f;

    private readonly RankedScores[] _scores;
    private double _errors;

    /// <summary>Starts with no rows.</summary>
    /// <param name="size">Outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no output.</exception>
    public BinaryMetrics(int size)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        _scores = new RankedScores[size];
        for (int output = 0; output < size; output++) _scores[output] = new RankedScores();
    }

    /// <summary>Outputs of a row.</summary>
    public int Size => _scores.Length;

    /// <summary>Number of rows.</summary>
    public long Rows { get; private set; }

    /// <summary>Mean of <c>|sigmoid(logit) - target|</c> over rows and outputs, from 0 to 1; NaN without rows.</summary>
    public double MeanAbsoluteError => _errors / ((double)Rows * Size);

    /// <summary>
    /// Mean area under the ROC curve over the outputs that have had positive and negative rows (the macro average), from 0 to 1, 0.5 by chance; NaN if no output has. Sorts what has come
    /// since the last call.
    /// </summary>
    public double RocAuc
    {
        get
        {
            double sum = 0;
            int judged = 0;
            foreach (RankedScores scores in _scores)
            {
                double area = scores.RocAuc();
                if (double.IsNaN(area)) continue;
                sum += area;
                judged++;
            }

            return sum / judged;
        }
    }

    /// <summary>Area under the ROC curve of one output; NaN if it has had no positive or no negative row.</summary>
    /// <param name="output">The output, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such output.</exception>
    public double RocAucOf(int output) => (uint)output < (uint)Size
        ? _scores[output].RocAuc()
        : throw new ArgumentOutOfRangeException(nameof(output), output, $"There are {Size} outputs: valid are 0 to {Size - 1}.");

    /// <summary>Adds the rows of a batch. Where it throws, it has counted none of them.</summary>
    /// <param name="logits">Outputs before the sigmoid, row-major <c>[rows, size]</c>; infinite ones have their place in the order.</param>
    /// <param name="targets">Probabilities from 0 to 1, <c>[rows, size]</c>.</param>
    /// <exception cref="ArgumentException">The logits are no whole rows, or there are not as many targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A target is no probability; the message has row and column.</exception>
    /// <exception cref="NotFiniteNumberException">A logit is NaN; the message has row and column.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<float> targets)
    {
        MatrixColumns outputs = MetricInput.Rows(logits, Size, nameof(logits));
        MetricInput.RequireRows(outputs.Rows, targets.Length, Size, nameof(targets));
        var values = new MatrixColumns(targets, Size, 0, Size);
        Check(outputs, values, head: null);
        Count(outputs, values);
    }

    /// <summary>Forgets all rows, and keeps the memory for as many.</summary>
    public void Reset()
    {
        foreach (RankedScores scores in _scores) scores.Clear();
        _errors = 0;
        Rows = 0;
    }

    internal static void Check(MatrixColumns outputs, MatrixColumns targets, string? head)
    {
        for (int row = 0; row < outputs.Rows; row++)
        {
            MetricInput.RequireNumbers(outputs[row], row, head);
            MetricInput.RequireTargets(targets[row], row, head, 0, 1, "a probability, from 0 to 1");
        }
    }

    internal void Count(MatrixColumns outputs, MatrixColumns targets)
    {
        for (int row = 0; row < outputs.Rows; row++)
        {
            ReadOnlySpan<float> logits = outputs[row], wanted = targets[row];
            for (int output = 0; output < logits.Length; output++)
            {
                _errors += Math.Abs((1 / (1 + Math.Exp(-(double)logits[output]))) - wanted[output]);
                _scores[output].Add(logits[output], wanted[output] >= PositiveFrom);
            }
        }

        Rows += outputs.Rows;
    }
}
