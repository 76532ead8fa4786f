using System;
using System.Collections.Generic;
using System.Globalization;
using Tokitai.Checking;

namespace Tokitai;

/// <summary>What <see cref="GradientCheck"/> found.</summary>
public sealed class GradientCheckResult
{
    private const string Remedies = "a smaller batch, a narrower or shallower twin of the model, a larger tolerance, or another seed";

    private GradientComparison _worst = new("", 0, 0, 0, 0, IsJudged: false, Disagreement: -1, Error: -1);
    private readonly List<string> _unjudged = [];

    internal GradientCheckResult(string model, double tolerance, double largest)
    {
        Model = model;
        Tolerance = tolerance;
        Largest = largest;
    }

    /// <summary>Name of the model's class.</summary>
    public string Model { get; }

    /// <summary>Largest <see cref="WorstError"/> that passes.</summary>
    public double Tolerance { get; }

    /// <summary>Number of elements that were compared.</summary>
    public int Checked { get; internal set; }

    /// <summary>
    /// How many of them finite differences cannot judge to within the tolerance: next to a kink (as ReLU has at 0), or drowned in
    /// rounding.
    /// </summary>
    public int Unresolved { get; internal set; }

    /// <summary>Tensors (or <c>input</c>) of which no element could be judged: the check says nothing of them.</summary>
    public IReadOnlyList<string> UnjudgedTensors => _unjudged;

    /// <summary>
    /// The tensor of the worst element, or <c>input</c>. The worst is the one with the largest error; among equal errors (all may be 0) the one with the
    /// largest disagreement of those that could be judged.
    /// </summary>
    public string WorstTensor => _worst.Tensor;

    /// <summary>Position of the worst element in its tensor's canonical layout.</summary>
    public long WorstElement => _worst.Element;

    /// <summary>The gradient that Backward gives for the worst element.</summary>
    public double WorstGradient => _worst.Gradient;

    /// <summary>The finite difference of the worst element.</summary>
    public double WorstDifference => _worst.Difference;

    /// <summary>By how much <see cref="WorstDifference"/> may be off, in the same unit.</summary>
    public double WorstUncertainty => _worst.Uncertainty;

    /// <summary>
    /// By how much gradient and finite difference of the worst element differ, relative to the largest gradient of the tensor that was
    /// compared; infinite if one of them is not finite.
    /// </summary>
    public double WorstDisagreement => _worst.Disagreement;

    /// <summary>
    /// By how much gradient and finite difference of the worst element differ beyond what the difference itself is uncertain of,
    /// relative to the largest gradient of the tensor that was compared; infinite if one of them is not finite.
    /// </summary>
    public double WorstError => _worst.Error;

    /// <summary>Whether the worst error is within the tolerance, and at least half of the elements could be judged.</summary>
    public bool Passed => IsWithinTolerance && IsJudged;

    private bool IsWithinTolerance => WorstError <= Tolerance;

    private bool IsJudged => 2 * Unresolved <= Checked;

    /// <summary>Throws unless the check passed: one line in a unit test.</summary>
    /// <exception cref="InvalidOperationException">The check failed; the message says why, with tensor and element or with the remedy.</exception>
    public void EnsurePassed()
    {
        if (!Passed) throw new InvalidOperationException(ToString());
    }

    /// <summary>The verdict with its reason, the numbers of elements, and the worst of them, or the largest disagreement where every error is 0.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Model}: {Verdict()}; {Checked} gradients compared with finite differences, {Unresolved} of them beyond judgement{Unjudged()}; {Worst()}");

    /// <summary>The largest gradient of all parameters.</summary>
    internal double Largest { get; }

    internal void AddUnjudged(string tensor) => _unjudged.Add(tensor);

    internal void Consider(in GradientComparison comparison)
    {
        if (comparison.IsWorseThan(in _worst)) _worst = comparison;
    }

    private string Unjudged() => _unjudged.Count == 0 ? "" : $" (every one of {string.Join(", ", _unjudged)})";

    private string Verdict()
    {
        if (!IsWithinTolerance) return "FAILED, as the worst error is above the tolerance";
        return IsJudged ? "passed" : $"FAILED, as more than half of the gradients could not be judged (try {Remedies})";
    }

    private string Worst()
    {
        if (WorstError > 0)
        {
            return string.Create(
                CultureInfo.InvariantCulture,
                $"worst is {WorstTensor}[{WorstElement}]: gradient {WorstGradient:g6}, difference {WorstDifference:g6} within {WorstUncertainty:g2}, "
                + $"error {WorstError:g3} (allowed {Tolerance:g3})");
        }

        string largest = _worst.IsJudged
            ? string.Create(CultureInfo.InvariantCulture, $"the largest disagreement that could be judged is {WorstDisagreement:g2} of a tensor's largest gradient")
            : "no disagreement could be judged";
        return string.Create(CultureInfo.InvariantCulture, $"every error is 0 (allowed {Tolerance:g3}): {largest}");
    }
}
