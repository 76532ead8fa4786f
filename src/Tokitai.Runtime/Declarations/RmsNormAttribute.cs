using System;

namespace Tokitai;

/// <summary>
/// Root mean square normalisation as a layer of its own, on a partial property of type <see cref="RmsNorm"/>:
/// <c>y = x / sqrt(mean(x^2) + epsilon) * weight</c> over the features of each sample
/// (Zhang, Sennrich: "Root Mean Square Layer Normalization", 2019).
/// </summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class RmsNormAttribute : Attribute
{
    /// <summary>Added to the mean square: above 0, rounded to float32. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5f;
}
