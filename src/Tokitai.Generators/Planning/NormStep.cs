using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>A normalisation with the activation that is fused behind it: one reading and one writing of the features.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Features">Features.</param>
/// <param name="Norm">Its kind.</param>
/// <param name="Epsilon">Added to the variance or the mean square.</param>
/// <param name="Activation">The activation, or none.</param>
/// <param name="Weight">Offset of the scale.</param>
/// <param name="Bias">Offset of the shift, or null.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Statistics">Where the statistics of each sample go: one panel.</param>
/// <param name="Output">Where the result goes.</param>
internal sealed record NormStep(
    string Name, string Text, int Features, NormKind Norm, float Epsilon, ActivationKind Activation, long Weight, long? Bias,
    Place Input, Place Statistics, Place Output) : Step(Name, Text)
{
    public override bool HasParameters => true;
}
