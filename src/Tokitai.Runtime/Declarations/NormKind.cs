namespace Tokitai;

/// <summary>The normalisation facet of a layer.</summary>
public enum NormKind
{
    /// <summary>No normalisation.</summary>
    None,

    /// <summary>
    /// Layer normalisation over the features of each sample with learned weight and bias and epsilon 1e-5:
    /// <c>y = (x - mean) / sqrt(variance + epsilon) * weight + bias</c>, biased variance
    /// (Ba, Kiros, Hinton: "Layer Normalization", 2016).
    /// </summary>
    Layer,

    /// <summary>
    /// Root mean square normalisation over the features of each sample with learned weight, no bias, and epsilon 1e-5:
    /// <c>y = x / sqrt(mean(x^2) + epsilon) * weight</c>
    /// (Zhang, Sennrich: "Root Mean Square Layer Normalization", 2019).
    /// </summary>
    Rms,
}
