using System;

namespace Tokitai;

/// <summary>
/// Dropout as a layer of its own, on a partial property of type <see cref="Dropout"/>: in training each element becomes 0 with
/// a probability of <paramref name="rate"/>, and the others are scaled by <c>1 / (1 - rate)</c>
/// (Srivastava et al.: "Dropout: A Simple Way to Prevent Neural Networks from Overfitting", 2014). It acts only while a step of
/// <see cref="Workspace{TModel}.BeginStep"/> is on; otherwise values pass unchanged.
/// </summary>
/// <param name="rate">Probability of an element to become 0: at least 0 and below 1, rounded to float32.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class DropoutAttribute(double rate) : Attribute
{
    /// <summary>Probability of an element to become 0.</summary>
    public double Rate { get; } = rate;
}
