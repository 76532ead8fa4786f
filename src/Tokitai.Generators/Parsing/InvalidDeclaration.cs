namespace Tokitai.Generators.Parsing;

/// <summary>A layer property that cannot be read as a layer; it still gets a stub.</summary>
internal sealed record InvalidDeclaration(string Name, string Header, string Accessors) : LayerDeclaration(Name, Header, Accessors);
