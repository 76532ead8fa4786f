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

    /// <summary>
    /// Gaussian error linear unit, tanh form: <c>0.5 * x * (1 + tanh(sqrt(2/pi) * (x + 0.044715 * x^3)))</c>, which differs from
    /// <see cref="Gelu"/> by up to 5e-4 (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016).
    /// </summary>
    GeluTanh,

    /// <summary>
    /// Sigmoid linear unit, also called swish: <c>x / (1 + exp(-x))</c> (Hendrycks, Gimpel: "Gaussian Error Linear Units", 2016;
    /// Elfwing, Uchibe, Doya: "Sigmoid-Weighted Linear Units for Neural Network Function Approximation in Reinforcement Learning", 2017).
    /// </summary>
    Silu,

    /// <summary>
    /// Hyperbolic tangent: <c>(exp(x) - exp(-x)) / (exp(x) + exp(-x))</c> (LeCun, Bottou, Orr, Müller: "Efficient BackProp", 1998).
    /// </summary>
    Tanh,

    /// <summary>
    /// Logistic function: <c>1 / (1 + exp(-x))</c>
    /// (Rumelhart, Hinton, Williams: "Learning Representations by Back-Propagating Errors", 1986).
    /// </summary>
    Sigmoid,
}
