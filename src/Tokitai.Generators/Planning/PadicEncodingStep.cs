namespace Tokitai.Generators.Planning;

/// <summary>The Monna map of some features; the others pass. Its gradient goes straight through, so Backward has no step for it.</summary>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Features">Features.</param>
/// <param name="First">First feature that is encoded.</param>
/// <param name="Count">Number of features that are encoded.</param>
/// <param name="Radix">Base of the digits.</param>
/// <param name="Digits">Number of digits.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Output">Where the result goes: the input's own place, unless that is the input of the class.</param>
internal sealed record PadicEncodingStep(
    string Name, string Text, int Features, int First, int Count, int Radix, int Digits, Place Input, Place Output) : Step(Name, Text)
{
    public override bool HasParameters => false;
}
