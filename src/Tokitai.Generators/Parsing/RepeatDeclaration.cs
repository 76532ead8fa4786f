namespace Tokitai.Generators.Parsing;

/// <summary>A repeated block.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Header">Modifiers and type.</param>
/// <param name="Accessors">Further accessors.</param>
/// <param name="Count">Number of copies.</param>
/// <param name="Block">Metadata name of the block's class.</param>
/// <param name="BlockFullName">Name of the block's class with <c>global::</c>.</param>
internal sealed record RepeatDeclaration(
    string Name, string Header, string Accessors, int Count, string Block, string BlockFullName)
    : LayerDeclaration(Name, Header, Accessors);
