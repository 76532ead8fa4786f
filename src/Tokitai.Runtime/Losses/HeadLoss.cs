using System;
using System.Numerics.Tensors;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Losses;

/// <summary>
/// The loss of one head with its options, over the head's columns of all outputs and targets. The columns are read and written where they lie; loss
/// and gradient have the bits that the head's columns would give as a matrix of their own. Immutable.
/// </summary>
internal sealed class HeadLoss
{
    /// <summary>Elements that are gathered at a time: whole groups of the kernels, in the first-level cache.</summary>
    private const int RunLength = 512;

    private readonly HeadColumns _columns;
    private readonly CrossEntropyOptions? _crossEntropy;
    private readonly float _delta;

    /// <summary>Makes the loss of a head.</summary>
    /// <param name="head">The head.</param>
    /// <param name="outputs">Outputs of a row, those of other heads among them.</param>
    /// <param name="targets">Targets of a row, those of other heads among them.</param>
    /// <param name="crossEntropy">The options of a cross-entropy.</param>
    /// <param name="delta">The distance of Huber's loss.</param>
    public HeadLoss(HeadInfo head, int outputs, int targets, CrossEntropyOptions? crossEntropy, float delta)
    {
        Head = head;
        _columns = new HeadColumns(head.First, head.Size, outputs, head.FirstTarget, targets);
        _crossEntropy = crossEntropy;
        _delta = delta;
    }

    public HeadInfo Head { get; }

    /// <summary>The sum of what labels weigh; throws on a label that is no class.</summary>
    public double Weigh(ReadOnlySpan<int> labels) => _crossEntropy!.Weigh(labels);

    /// <summary>Throws on the first value that is no target of the head.</summary>
    /// <param name="values">The targets of all heads.</param>
    /// <param name="rows">Their rows.</param>
    /// <param name="name">Name of the head as a message has it, or null for a loss that is alone.</param>
    public void CheckValues(ReadOnlySpan<float> values, int rows, string? name)
    {
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> targets = values.Slice((row * _columns.TargetStride) + _columns.FirstTarget, Head.TargetSize);
            if (Head.Loss == LossKind.CrossEntropy) CheckLabel(row, targets[0], name);
            else CheckRow(row, targets, name);
        }
    }

    /// <summary>The loss; overwrites the head's columns of the gradient, unless that is empty.</summary>
    /// <param name="output">The outputs of all heads.</param>
    /// <param name="targets">The targets of all heads, checked.</param>
    /// <param name="gradient">Receives the gradient by the outputs, times the head's weight.</param>
    /// <param name="stepWeight">What the whole step weighs.</param>
    /// <param name="pool">Threads to work with.</param>
    /// <param name="simd">Vector width.</param>
    /// <returns>The loss without the head's weight.</returns>
    public double Evaluate(
        ReadOnlySpan<float> output, Targets targets, Span<float> gradient, double stepWeight, WorkerPool pool, SimdLevel simd)
    {
        if (Head.Loss == LossKind.CrossEntropy)
        {
            return CrossEntropyLoss.Evaluate(output, targets, gradient, _columns, Head.Weight, _crossEntropy!, stepWeight, pool, simd);
        }

        double count = stepWeight * Head.Size;
        return _columns.AreAll && Head.Weight == 1
            ? Add(0, output, targets.Values, gradient, count, simd) / count
            : InRuns(output, targets.Values, gradient, count, simd) / count;
    }

    private double InRuns(ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> gradient, double count, SimdLevel simd)
    {
        Span<float> outputs = stackalloc float[RunLength], values = stackalloc float[RunLength];
        int length = output.Length / _columns.Stride * Head.Size;
        double sum = 0;
        for (int start = 0; start < length; start += RunLength)
        {
            Span<float> run = outputs[..Math.Min(RunLength, length - start)];
            _columns.GatherOutputs(output, start, run);
            _columns.GatherTargets(targets, start, values[..run.Length]);
            sum = Add(sum, run, values[..run.Length], gradient.IsEmpty ? default : run, count, simd);
            if (gradient.IsEmpty) continue;
            if (Head.Weight != 1) TensorPrimitives.Multiply(run, Head.Weight, run);
            _columns.ScatterOutputs(run, start, gradient);
        }

        return sum;
    }

    /// <summary>Adds the losses of a run of elements to a sum.</summary>
    private double Add(
        double sum, ReadOnlySpan<float> output, ReadOnlySpan<float> targets, Span<float> gradient, double count, SimdLevel simd) => Head.Loss switch
        {
            LossKind.BinaryCrossEntropy => BinaryCrossEntropyLoss.Add(sum, output, targets, gradient, count, simd),
            LossKind.Huber => HuberLoss.Add(sum, output, targets, gradient, _delta, count),
            _ => MeanSquaredErrorLoss.Add(sum, output, targets, gradient, count),
        };

    private static string Of(string? name) => name is null ? "" : $" of head '{name}'";

    private void CheckLabel(int row, float label, string? name)
    {
        // False for NaN.
        if (label >= 0 && label < Head.Size && label == MathF.Truncate(label)) return;
        throw new ArgumentOutOfRangeException(
            "targets", label, $"Row {row} has the label {label}{Of(name)}: it must be a whole number from 0 to {Head.Size - 1}.");
    }

    private void CheckRow(int row, ReadOnlySpan<float> targets, string? name)
    {
        bool probabilities = Head.Loss == LossKind.BinaryCrossEntropy;
        (float lowest, float highest) = probabilities ? (0f, 1f) : (float.MinValue, float.MaxValue);
        for (int i = 0; i < targets.Length; i++)
        {
            if (targets[i] >= lowest && targets[i] <= highest) continue;
            string valid = probabilities ? "a probability, from 0 to 1" : "finite";
            throw new ArgumentOutOfRangeException(
                "targets", targets[i], $"Row {row} has the target {targets[i]} for output {i}{Of(name)}: it must be {valid}.");
        }
    }
}
