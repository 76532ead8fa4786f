using System;
using System.Collections.Generic;
using Tokitai.Losses;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai;

/// <summary>
/// Compares outputs with targets: the loss and its gradient by the outputs in one pass, for one loss over all outputs or for the heads of a
/// model, each with a loss of its own. Holds no state that changes; any number of threads may evaluate at the same time. Evaluating
/// allocates nothing.
/// </summary>
/// <remarks>
/// A row's gradient does not depend on the other rows, and has the same bits at every vector width wherever a multiply-add is
/// fused. The loss is summed in double, in an order that rows and classes alone decide; its logarithms come from the system's mathematical library, so its last
/// digit may differ between machines. The loss is finite if and only if all outputs are, those of ignored rows aside. (To
/// rule out a class by its logit, use a large negative number instead of -infinity.)
/// </remarks>
public sealed class Objective
{
    /// <summary>
    /// How far the weight of a step may lie below that of its parts, relatively: sums of many weights round, in float32
    /// too, and what the check is for, forgotten rows, is far larger.
    /// </summary>
    private const double WeightTolerance = 1e-6;

    /// <summary>The distance of Huber's loss, unless told otherwise.</summary>
    private const float DefaultDelta = 1;

    private readonly HeadLoss[] _losses;

    /// <summary>Whether targets are a matrix of all heads, and not those of one loss alone.</summary>
    private readonly bool _hasHeads;

    private Objective(LossKind kind, int outputs, CrossEntropyOptions? crossEntropy = null, float delta = DefaultDelta)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputs, 1);
        var head = new HeadInfo("output", kind, 0, outputs, 0, weight: 1);
        Heads = Array.AsReadOnly([head]);
        (Outputs, TargetSize) = (outputs, head.TargetSize);
        _losses = [new HeadLoss(head, Outputs, TargetSize, crossEntropy, delta)];
    }

    private Objective(HeadInfo[] heads)
    {
        Heads = Array.AsReadOnly(heads);
        (Outputs, TargetSize) = HeadTiling.Check(heads);
        _losses = Array.ConvertAll(heads, head => new HeadLoss(
            head, Outputs, TargetSize, head.Loss == LossKind.CrossEntropy ? new CrossEntropyOptions(head.Size) : null, DefaultDelta));
        _hasHeads = true;
    }

    /// <summary>The loss, of an objective that has but one.</summary>
    /// <exception cref="InvalidOperationException">The objective has several heads: <see cref="Heads"/> has the loss of each.</exception>
    public LossKind Kind => Heads.Count == 1
        ? Heads[0].Loss
        : throw new InvalidOperationException($"The objective has {Heads.Count} heads with a loss each: there is no single one.");

    /// <summary>The heads in order of the outputs: those it was made from, or a single one called <c>output</c> for one loss over all outputs.</summary>
    public IReadOnlyList<HeadInfo> Heads { get; }

    /// <summary>Outputs of a row: for cross-entropy the number of classes.</summary>
    public int Outputs { get; }

    /// <summary>
    /// Targets of a row: one label for cross-entropy, else one value an output; for an objective of heads the columns of all of them together.
    /// </summary>
    public int TargetSize { get; }

    /// <summary>The vector width in use; tests choose others.</summary>
    internal SimdLevel Simd { get; set; } = SimdDispatch.Level;

    /// <summary>The threads in use; tests choose others.</summary>
    internal WorkerPool Pool { get; set; } = WorkerPool.Shared;

    /// <summary>
    /// Cross-entropy of a softmax over the outputs, the weighted mean over rows, with the meaning that torch.nn.CrossEntropyLoss gives
    /// the options: <c>sum_rows [-(1 - s) w[y] log p[y] - s/K sum_c w[c] log p[c]] / sum_rows w[y]</c> for labels y, K classes of
    /// weights w, smoothing s and <c>p = softmax(output)</c>.
    /// </summary>
    /// <remarks>
    /// Where all rows are ignored, or labelled with classes of weight 0, and nothing else is said of the step, loss and
    /// gradient are 0. PyTorch gives NaN; but a micro-batch of padding alone must add nothing to its step.
    /// </remarks>
    /// <param name="classes">Number of classes: the outputs of a row.</param>
    /// <param name="labelSmoothing">Share of each label that is spread evenly over all classes, from 0 to 1.</param>
    /// <param name="classWeights">One weight a class, finite and not negative; they are copied. Left empty, all are 1.</param>
    /// <param name="ignoreIndex">
    /// The label of rows to leave out: they count neither in the sum nor in what it is divided by, and their gradient is 0.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// There is no class, the smoothing lies outside of 0 to 1, or a weight is negative or not finite.
    /// </exception>
    /// <exception cref="ArgumentException">There are not as many weights as classes, or all are 0.</exception>
    public static Objective CrossEntropy(
        int classes, float labelSmoothing = 0, ReadOnlySpan<float> classWeights = default, int ignoreIndex = CrossEntropyOptions.DefaultIgnoreIndex) =>
        new(LossKind.CrossEntropy, classes, new CrossEntropyOptions(classes, labelSmoothing, classWeights, ignoreIndex));

    /// <summary>
    /// Cross-entropy of independent events, from logits, the mean over rows and elements (torch.nn.BCEWithLogitsLoss). Targets
    /// are probabilities, 0 and 1 included.
    /// </summary>
    /// <param name="outputs">Outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static Objective BinaryCrossEntropy(int outputs) => new(LossKind.BinaryCrossEntropy, outputs);

    /// <summary>Mean squared error.</summary>
    /// <param name="outputs">Outputs of a row.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1.</exception>
    public static Objective MeanSquaredError(int outputs) => new(LossKind.MeanSquaredError, outputs);

    /// <summary>
    /// Huber's loss, the mean over rows and elements: half the squared error up to a distance, linear beyond
    /// (torch.nn.HuberLoss).
    /// </summary>
    /// <param name="outputs">Outputs of a row.</param>
    /// <param name="delta">The distance, finite and above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is below 1, or the distance is not finite and above 0.</exception>
    public static Objective Huber(int outputs, float delta = DefaultDelta)
    {
        if (!(delta > 0 && float.IsFinite(delta)))
        {
            throw new ArgumentOutOfRangeException(nameof(delta), delta, "Delta must be finite and above 0.");
        }

        return new Objective(LossKind.Huber, outputs, delta: delta);
    }

    /// <summary>The objective over all outputs of a model, with no options set.</summary>
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
            LossKind.BinaryCrossEntropy => BinaryCrossEntropy(info.OutputSize),
            LossKind.Huber => Huber(info.OutputSize),
            _ => throw new ArgumentOutOfRangeException(nameof(loss), loss, "There is no such loss."),
        };
    }

    /// <summary>
    /// The objective over the heads of a model, with no options set: the sum of the heads' losses times their weights. Each head's loss is
    /// the mean over rows (and, but for cross-entropy, over its elements), as if its outputs were all there are.
    /// </summary>
    /// <remarks>
    /// Targets are one row-major matrix of floats <c>[rows, TargetSize]</c>; <see cref="HeadInfo"/> says which columns are whose. The loss of a head has
    /// the bits of the same loss over its columns alone, and the gradient those of that gradient times the weight.
    /// </remarks>
    /// <param name="heads">All heads of a model in their order, such as <see cref="ModelInfo.Heads"/>.</param>
    /// <exception cref="ArgumentException">There are no heads, or they leave out or repeat outputs or targets.</exception>
    public static Objective FromHeads(IReadOnlyList<HeadInfo> heads)
    {
        ArgumentNullException.ThrowIfNull(heads);
        return new Objective([.. heads]);
    }

    /// <summary>
    /// What rows weigh in the mean over a step: for cross-entropy the sum of the class weights of their labels (1 each
    /// without weights), ignored rows left out; for all other losses the number of rows.
    /// </summary>
    /// <param name="targets">
    /// Labels <c>[rows]</c> for cross-entropy, else values <c>[rows, Outputs]</c>; of heads values <c>[rows, TargetSize]</c>. None weigh 0.
    /// </param>
    /// <returns>The weight, summed in double in row order.</returns>
    /// <exception cref="ArgumentException">The kind of the targets does not fit, or values are no whole rows.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class.</exception>
    public double Weigh(Targets targets)
    {
        if (targets.AreLabels != WantsLabels || (!WantsLabels && targets.Length % TargetSize != 0))
        {
            throw new ArgumentException(
                $"{Subject} needs {(WantsLabels ? "one label (int) a row" : $"whole rows of {TargetSize} values (float)")}, "
                + $"but there are {Describe(targets)}.",
                nameof(targets));
        }

        return WantsLabels ? _losses[0].Weigh(targets.Labels) : targets.Length / TargetSize;
    }

    /// <summary>Computes the loss of a batch and its gradient.</summary>
    /// <param name="output">Outputs, row-major <c>[rows, Outputs]</c>, at least one row.</param>
    /// <param name="targets">
    /// Labels <c>[rows]</c> for cross-entropy, else values <c>[rows, Outputs]</c>: finite, and for binary cross-entropy from 0 to 1. For an objective
    /// of heads values <c>[rows, TargetSize]</c>, where labels are exact whole numbers below the number of classes.
    /// </param>
    /// <param name="outputGradient">
    /// Overwritten with the gradient by the outputs, <c>[rows, Outputs]</c>; may be the memory of <paramref name="output"/>, or of the values if there are as
    /// many. Left empty, it is not computed.
    /// </param>
    /// <param name="stepWeight">
    /// What the whole step weighs (<see cref="Weigh"/> of all its targets; the number of its rows where no row is weighted or ignored),
    /// when this is one of several micro-batches: losses and gradients then are shares of the whole batch's and add up to it,
    /// however uneven the micro-batches are. With the very number that the whole batch weighs, a row's gradient has the bits that it has
    /// there. 0 means that these rows are the whole step.
    /// </param>
    /// <param name="headLosses">Overwritten with the loss of each head before its weight, one a head. Left empty, they are not given.</param>
    /// <returns>
    /// The sum of the rows' losses (for all but cross-entropy: of their means over the outputs), divided by the weight of the step. For an objective
    /// of heads the sum of these times the heads' weights, added in order in double.
    /// </returns>
    /// <exception cref="ArgumentException">
    /// A length or the kind of the targets does not fit, or the gradient overlaps outputs or targets in part.
    /// </exception>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A label is no class, a value is not valid, or the step weighs less than these rows. Nothing has been written then.
    /// </exception>
    public double Evaluate(
        ReadOnlySpan<float> output, Targets targets, Span<float> outputGradient = default, double stepWeight = 0,
        Span<double> headLosses = default)
    {
        int rows = CheckLengths(output, targets, outputGradient, headLosses);
        if (!WantsLabels)
        {
            foreach (HeadLoss loss in _losses) loss.CheckValues(targets.Values, rows, _hasHeads ? loss.Head.Name : null);
        }

        double weight = Weigh(targets);
        if (stepWeight == 0)
        {
            // Whatever adds to a sum of no weight counts for nothing.
            stepWeight = weight == 0 ? double.PositiveInfinity : weight;
        }
        else if (!(stepWeight > 0 && double.IsFinite(stepWeight) && stepWeight >= weight * (1 - WeightTolerance)))
        {
            throw new ArgumentOutOfRangeException(
                nameof(stepWeight), stepWeight,
                $"These {rows} rows weigh {weight} and are part of the step: its weight must be finite and no less.");
        }

        double sum = 0;
        for (int i = 0; i < _losses.Length; i++)
        {
            double loss = _losses[i].Evaluate(output, targets, outputGradient, stepWeight, Pool, Simd);
            if (!headLosses.IsEmpty) headLosses[i] = loss;
            sum += _losses[i].Head.Weight * loss;
        }

        return sum;
    }

    private bool WantsLabels => !_hasHeads && Kind == LossKind.CrossEntropy;

    /// <summary>What messages call the objective.</summary>
    private string Subject => _hasHeads ? HeadTiling.Describe(Heads) : Kind.ToString();

    private static string Describe(Targets targets) => $"{targets.Length} {(targets.AreLabels ? "labels (int)" : "values (float)")}";

    private int CheckLengths(
        ReadOnlySpan<float> output, Targets targets, ReadOnlySpan<float> outputGradient, ReadOnlySpan<double> headLosses)
    {
        if (output.IsEmpty || output.Length % Outputs != 0)
        {
            throw new ArgumentException(
                $"There are {output.Length} outputs: it takes one or more whole rows of {Outputs}.", nameof(output));
        }

        int rows = output.Length / Outputs;
        long wanted = (long)rows * TargetSize;
        if (targets.Length != wanted || targets.AreLabels != WantsLabels)
        {
            throw new ArgumentException(
                $"{Subject} of {rows} rows of {Outputs} outputs needs {wanted} {(WantsLabels ? "labels (int)" : "values (float)")}, "
                + $"but there are {Describe(targets)}.",
                nameof(targets));
        }

        if (!headLosses.IsEmpty && headLosses.Length != Heads.Count)
        {
            throw new ArgumentException($"There is room for {headLosses.Length} losses, but there are {Heads.Count} heads.", nameof(headLosses));
        }

        if (outputGradient.IsEmpty) return rows;
        if (outputGradient.Length != output.Length)
        {
            throw new ArgumentException(
                $"The gradient has {outputGradient.Length} elements, but there are {output.Length} outputs.", nameof(outputGradient));
        }

        CheckPlace("outputs", output, outputGradient);
        CheckPlace("targets", targets.Values, outputGradient);
        return rows;
    }

    private static void CheckPlace(string name, ReadOnlySpan<float> values, ReadOnlySpan<float> outputGradient)
    {
        if (!values.Overlaps(outputGradient, out int offset)) return;
        if (offset != 0)
        {
            throw new ArgumentException(
                $"The gradient lies {offset} elements from the {name}: it must be elsewhere or in the very same place.",
                nameof(outputGradient));
        }

        if (values.Length != outputGradient.Length)
        {
            throw new ArgumentException(
                $"The gradient has {outputGradient.Length} elements and lies in the place of {values.Length} {name}: it must be elsewhere.",
                nameof(outputGradient));
        }
    }
}
