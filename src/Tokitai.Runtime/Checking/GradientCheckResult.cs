using System;
using System.Globalization;

namespace Tokitai;

/// <summary>What <see cref="GradientCheck"/> found.</summary>
public sealed class GradientCheckResult
{
    internal GradientCheckResult(string model, double tolerance)
    {
        Model = model;
        Tolerance = tolerance;
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

    /// <summary>The tensor of the worst element, or <c>input</c>.</summary>
    public string WorstTensor { get; internal set; } = "";

    /// <summary>Position of the worst element in its tensor's canonical layout.</summary>
    public long WorstElement { get; internal set; }

    /// <summary>The gradient that Backward gives for the worst element.</summary>
    public double WorstGradient { get; internal set; }

    /// <summary>The finite difference of the worst element.</summary>
    public double WorstDifference { get; internal set; }

    /// <summary>
    /// By how much gradient and finite difference of the worst element differ beyond what the difference itself is uncertain of,
    /// relative to the largest gradient of the tensor that was compared.
    /// </summary>
    public double WorstError { get; internal set; } = -1;

    /// <summary>Whether the worst error is within the tolerance, and at least half of the elements could be judged.</summary>
    public bool Passed => WorstError <= Tolerance && 2 * Unresolved <= Checked;

    /// <summary>Throws unless the check passed: one line in a unit test.</summary>
    /// <exception cref="InvalidOperationException">The check failed; the message names the worst tensor and element.</exception>
    public void EnsurePassed()
    {
        if (!Passed) throw new InvalidOperationException(ToString());
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Model}: {(Passed ? "passed" : "FAILED")}; {Checked} gradients compared with finite differences, {Unresolved} of them beyond judgement; "
        + $"worst is {WorstTensor}[{WorstElement}]: gradient {WorstGradient:g6}, difference {WorstDifference:g6}, error {WorstError:g3} (allowed {Tolerance:g3})");
}
