namespace Tokitai.Generators.Parsing;

/// <summary>Dropout as a layer of its own.</summary>
internal sealed record DropoutDeclaration(string Name, string Header, string Accessors, float Rate)
    : LayerDeclaration(Name, Header, Accessors);
