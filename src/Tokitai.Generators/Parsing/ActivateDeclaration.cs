namespace Tokitai.Generators.Parsing;

/// <summary>An activation as a layer of its own.</summary>
internal sealed record ActivateDeclaration(string Name, string Header, string Accessors, ActivationKind Activation)
    : LayerDeclaration(Name, Header, Accessors);
