namespace Tokitai.Generators.Parsing;

/// <summary>A class with <c>[Block]</c>.</summary>
/// <param name="Type">The class.</param>
/// <param name="CanBeReopened">Whether a part of the class can be generated at all.</param>
/// <param name="Layers">The layers in textual order.</param>
/// <param name="Findings">What is wrong in this class alone.</param>
internal sealed record BlockDeclaration(
    TypeIdentity Type, bool CanBeReopened, EquatableArray<LayerDeclaration> Layers, EquatableArray<Finding> Findings);
