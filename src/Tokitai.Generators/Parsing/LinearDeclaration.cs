namespace Tokitai.Generators.Parsing;

/// <summary>A fully connected layer with its facets.</summary>
internal sealed record LinearDeclaration(
    string Name, string Header, string Accessors, int Outputs, int In, bool Bias, NormKind Norm, ActivationKind Activation, float Dropout)
    : LayerDeclaration(Name, Header, Accessors);
