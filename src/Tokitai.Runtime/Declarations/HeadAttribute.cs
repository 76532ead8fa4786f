using System;

namespace Tokitai;

/// <summary>
/// Splits the outputs of a model, on a class with <see cref="ModelAttribute"/>: the next <paramref name="size"/> outputs are a head with a loss of its
/// own. Heads take the outputs in the order of the text and together take all of them. <see cref="Objective.FromHeads"/> evaluates them;
/// <see cref="HeadInfo"/> says where outputs and targets of each lie. Heads are no part of the fingerprint.
/// </summary>
/// <param name="name">Name of the head, by which losses and metrics are reported; not empty, and unlike the others of the model.</param>
/// <param name="size">Number of its outputs, at least 1; for cross-entropy the number of classes, at least 2.</param>
/// <param name="loss">What its outputs are compared with their targets by.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class HeadAttribute(string name, int size, LossKind loss) : Attribute
{
    /// <summary>Name of the head.</summary>
    public string Name { get; } = name;

    /// <summary>Number of its outputs.</summary>
    public int Size { get; } = size;

    /// <summary>What its outputs are compared with their targets by.</summary>
    public LossKind Loss { get; } = loss;

    /// <summary>Factor of its loss in the sum over all heads: finite, not negative, rounded to float32.</summary>
    public double Weight { get; set; } = 1.0;
}
