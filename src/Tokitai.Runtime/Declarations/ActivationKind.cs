namespace Tokitai;

/// <summary>The activation facet of a layer.</summary>
public enum ActivationKind
{
    /// <summary>No activation: the identity.</summary>
    None,

    /// <summary>Rectified linear unit, <c>max(x, 0)</c>; its derivative at 0 is 0.</summary>
    Relu,

    /// <summary>
    /// Gaussian error linear unit, exact form: <c>x * (1 + erf(x / sqrt(2))) / 2</c>
    /// (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016).
    /// </summary>
    Gelu,
}
