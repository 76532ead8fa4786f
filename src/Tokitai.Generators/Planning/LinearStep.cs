namespace Tokitai.Generators.Planning;

/// <summary>The matrix product of a linear layer.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Inputs">Input features.</param>
/// <param name="Outputs">Output features.</param>
/// <param name="Weight">Offset of the weight.</param>
/// <param name="Bias">Offset of the bias, or null.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Output">Where the product goes.</param>
internal sealed record LinearStep(
    string Name, string Text, int Inputs, int Outputs, long Weight, long? Bias, Place Input, Place Output) : Step(Name, Text)
{
    public override bool HasParameters => true;
}
