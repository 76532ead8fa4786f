using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>A linear layer with its facets. Offsets of parameters are floats from the start of the class's parameters.</summary>
/// <param name="Name">The member.</param>
/// <param name="Inputs">Input features.</param>
/// <param name="Outputs">Output features.</param>
/// <param name="Norm">The norm facet.</param>
/// <param name="Activation">The activation facet.</param>
/// <param name="Weight">Offset of the weight.</param>
/// <param name="Bias">Offset of the bias, or null.</param>
/// <param name="NormWeight">Offset of the norm's weight, or null; its bias follows one vector further on.</param>
/// <param name="NormBias">Offset of the norm's bias, or null.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Product">Where the product goes.</param>
/// <param name="Statistics">Where the norm's statistics go; meaningless without a norm.</param>
/// <param name="Output">Where the result goes: the product's own place if nothing follows it.</param>
internal sealed record LinearStep(
    string Name, int Inputs, int Outputs, NormKind Norm, ActivationKind Activation,
    long Weight, long? Bias, long? NormWeight, long? NormBias,
    Place Input, Place Product, Place Statistics, Place Output) : Step(Name);
