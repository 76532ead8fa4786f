using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>An activation that no norm could take along.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Features">Features.</param>
/// <param name="Activation">The function.</param>
/// <param name="Input">Where the input lies, which Backward needs again.</param>
/// <param name="Output">Where the result goes.</param>
internal sealed record ActivateStep(
    string Name, string Text, int Features, ActivationKind Activation, Place Input, Place Output) : Step(Name, Text)
{
    public override bool HasParameters => false;
}
