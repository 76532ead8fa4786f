namespace Tokitai.Generators.Planning;

/// <summary>Dropout.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Features">Features.</param>
/// <param name="Rate">Share of the elements that become 0.</param>
/// <param name="Layer">Number of the dropout layer, counted inside the class: masks of different layers are independent.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Output">Where the result goes: the input's own place, unless that is the input of the class.</param>
internal sealed record DropoutStep(
    string Name, string Text, int Features, float Rate, long Layer, Place Input, Place Output) : Step(Name, Text)
{
    public override bool HasParameters => false;
}
