using System;
using Tokitai.Losses;
using Tokitai.Simd;

namespace Tokitai;

/// <summary>
/// Compares outputs with targets: the loss and its gradient by the outputs in one pass. Holds no state; any number of threads
/// may evaluate at the same time. Evaluating allocates nothing.
/// </summary>
/// <remarks>
/// A row's gradient does not depend on the other rows, and has the same bits at every vector width wherever a multiply-add is
/// fused. The loss is summed in double in row order; its logarithm comes from the system's mathematical library, so its last
/// digit may differ between machines. Outputs that are not finite make the loss NaN or infinite.
/// </remarks>
public sealed class Objective
{
    private Objective(LossKind kind, int outputs)
    {
        Kind = kind;
        Outputs = outputs;
    }

    /// <summary>The loss.</summary>
    public LossKind Kind { get; }

    /// <summary>Outputs of a row: for cross-entropy the number of classes.</summary>
    public int Outputs { get; }

    /// <summary>The vector width in use; tests choose others.</summary>
    internal SimdLevel Simd { get; set; } = SimdDispatch.Level;

    /// <summary>Cross-entropy of a softmax over the outputs.</summary>
    /// <param name="classes">Number of classes: the outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static Objective CrossEntropy(int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        return new Objective(LossKind.CrossEntropy, classes);
    }

    /// <summary>Mean squared error.</summary>
    /// <param name="outputs">Outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static Objective MeanSquaredError(int outputs)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        return new Objective(LossKind.MeanSquaredError, outputs);
    }

    /// <summary>The objective over all outputs of a model.</summary>
    /// <param name="info">The model.</param>
    /// <param name="loss">The loss.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such loss.</exception>
    public static Objective For(ModelInfo info, LossKind loss)
    {
        ArgumentNullException.ThrowIfNull(info);
        return loss switch
        {
            LossKind.CrossEntropy => CrossEntropy(info.OutputSize),
            LossKind.MeanSquaredError => MeanSquaredError(info.OutputSize),
            _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "There is no such loss."),
        };
    }

    /// <summary>Computes the loss of a batch and its gradient.</summary>
    /// <param name="output">Outputs, row-major <c>[rows, Outputs]</c>, at least one row.</param>
    /// <param name="targets">Labels <c>[rows]</c> for cross-entropy, else values <c>[rows, Outputs]</c>.</param>
    /// <param name="outputGradient">
    /// Overwritten with the gradient by the outputs, <c>[rows, Outputs]</c>; may be the memory of <paramref name="output"/>.
    /// Left empty, it is not computed.
    /// </param>
    /// <param name="rowsInStep">
    /// Rows of the whole step, when this is one of several micro-batches: losses and gradients then are shares of the whole
    /// batch's and add up to it, however uneven the micro-batches are. 0 means that these rows are the whole batch.
    /// </param>
    /// <returns>The sum of the rows' losses, divided by the rows of the step.</returns>
    /// <exception cref="ArgumentException">A length or the kind of the targets does not fit, or outputs and gradient overlap in part.</exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A label is no class, or there are fewer rows in the step than given. Nothing has been written then.
    /// </exception>
    public double Evaluate(ReadOnlySpan<float> output, Targets targets, Span<float> outputGradient = default, long rowsInStep = 0)
    {
        int rows = CheckLengths(output, targets, outputGradient);
        if (rowsInStep == 0) rowsInStep = rows;
        if (rowsInStep < rows)
        {
            throw new ArgumentOutOfRangeException(
                nameof(rowsInStep), rowsInStep, $"These {rows} rows are part of the step: it cannot have fewer.");
        }

        if (Kind == LossKind.MeanSquaredError)
        {
            return MeanSquaredErrorLoss.Evaluate(output, targets.Values, outputGradient, (double)rowsInStep * Outputs);
        }

        CheckLabels(targets.Labels);
        return CrossEntropyLoss.Evaluate(output, targets.Labels, outputGradient, Outputs, rowsInStep, Simd);
    }

    private int CheckLengths(ReadOnlySpan<float> output, Targets targets, Span<float> outputGradient)
    {
        if (output.IsEmpty || output.Length % Outputs != 0)
        {
            throw new ArgumentException(
                $"There are {output.Length} outputs: it takes one or more whole rows of {Outputs}.", nameof(output));
        }

        int rows = output.Length / Outputs;
        bool wantLabels = Kind == LossKind.CrossEntropy;
        int wanted = wantLabels ? rows : output.Length;
        if (targets.Length != wanted || targets.AreLabels != wantLabels)
        {
            throw new ArgumentException(
                $"{Kind} of {rows} rows of {Outputs} outputs needs {wanted} {(wantLabels ? "labels (int)" : "values (float)")}, "
                + $"but there are {targets.Length} {(targets.AreLabels ? "labels (int)" : "values (float)")}.",
                nameof(targets));
        }

        if (outputGradient.IsEmpty) return rows;
        if (outputGradient.Length != output.Length)
        {
            throw new ArgumentException(
                $"The gradient has {outputGradient.Length} elements, but there are {output.Length} outputs.", nameof(outputGradient));
        }

        if (output.Overlaps(outputGradient, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"The gradient lies {offset} elements from the outputs: it must be elsewhere or in the very same place.",
                nameof(outputGradient));
        }

        return rows;
    }

    private void CheckLabels(ReadOnlySpan<int> labels)
    {
        for (int row = 0; row < labels.Length; row++)
        {
            if ((uint)labels[row] >= (uint)Outputs)
            {
                throw new ArgumentOutOfRangeException(
                    "targets", labels[row], $"Row {row} has label {labels[row]}: valid are 0 to {Outputs - 1}.");
            }
        }
    }
}
