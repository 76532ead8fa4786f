namespace Tokitai;

/// <summary>What a parameter tensor is for; optimizers decide by it which tensors decay.</summary>
public enum TensorKind
{
    /// <summary>Weight of a linear layer, <c>[outputs, inputs]</c>.</summary>
    LinearWeight,

    /// <summary>Bias of a linear layer, <c>[outputs]</c>.</summary>
    LinearBias,

    /// <summary>Scale of a normalisation, <c>[features]</c>.</summary>
    NormWeight,

    /// <summary>Shift of a normalisation, <c>[features]</c>.</summary>
    NormBias,
}
