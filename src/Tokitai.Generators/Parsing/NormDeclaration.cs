namespace Tokitai.Generators.Parsing;

/// <summary>A normalisation as a layer of its own.</summary>
internal sealed record NormDeclaration(string Name, string Header, string Accessors, NormKind Norm, float Epsilon)
    : LayerDeclaration(Name, Header, Accessors);
