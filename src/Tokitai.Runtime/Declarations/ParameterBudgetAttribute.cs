using System;

namespace Tokitai;

/// <summary>
/// Fails the build when the model's parameter count lies outside a range.
/// </summary>
/// <param name="minimum">Smallest allowed number of parameters.</param>
/// <param name="maximum">Largest allowed number of parameters.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class ParameterBudgetAttribute(long minimum, long maximum) : Attribute
{
    /// <summary>Smallest allowed number of parameters.</summary>
    public long Minimum { get; } = minimum;

    /// <summary>Largest allowed number of parameters.</summary>
    public long Maximum { get; } = maximum;
}
