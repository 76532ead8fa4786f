namespace Tokitai.Generators.Parsing;

/// <summary>The Monna map of some features.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Header">Modifiers and type.</param>
/// <param name="Accessors">Accessors.</param>
/// <param name="First">First feature that is encoded.</param>
/// <param name="Count">Number of features that are encoded.</param>
/// <param name="Radix">Base of the digits.</param>
/// <param name="Digits">Number of digits.</param>
internal sealed record PadicEncodingDeclaration(string Name, string Header, string Accessors, int First, int Count, int Radix, int Digits)
    : LayerDeclaration(Name, Header, Accessors);
