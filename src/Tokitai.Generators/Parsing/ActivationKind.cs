namespace Tokitai.Generators.Parsing;

/// <summary>The runtime's ActivationKind, value by value.</summary>
internal enum ActivationKind
{
    None,
    Relu,
    Gelu,
    GeluTanh,
    Silu,
    Tanh,
    Sigmoid,
}
