using System;

namespace Tokitai;

/// <summary>
/// Layer normalisation as a layer of its own, on a partial property of type <see cref="LayerNorm"/>:
/// <c>y = (x - mean) / sqrt(variance + epsilon) * weight + bias</c> over the features of each sample, biased variance
/// (Ba, Kiros, Hinton: "Layer Normalization", 2016).
/// </summary>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class LayerNormAttribute : Attribute
{
    /// <summary>Added to the variance: above 0, rounded to float32. Default: 1e-5.</summary>
    public double Epsilon { get; set; } = 1e-5f;
}
