using System;

namespace Tokitai;

/// <summary>
/// Fails the build when the model is not as large as another one, so that a comparison of the two stays fair while they change: with n the
/// model's number of parameters (or operations) and m the other's, <c>|n - m|</c> may be at most <c>Tolerance * m</c>.
/// </summary>
/// <param name="other">The model to match: another class with <see cref="ModelAttribute"/> in the source of the same project.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class MatchedBudgetAttribute(Type other) : Attribute
{
    /// <summary>The model to match.</summary>
    public Type Other { get; } = other;

    /// <summary>Largest allowed difference, relative to the other model's number: at least 0 and below 1.</summary>
    public double Tolerance { get; set; } = 0.01;

    /// <summary>What is compared.</summary>
    public BudgetMeasure Measure { get; set; }
}
