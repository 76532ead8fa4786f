namespace Tokitai.Generators.Parsing;

/// <summary>A type with layers that is neither a model nor a block.</summary>
/// <param name="Type">The type.</param>
/// <param name="CanBeReopened">Whether a part of the type can be generated at all.</param>
/// <param name="Layers">The layers that need a stub, in textual order.</param>
internal sealed record OrphanDeclaration(TypeIdentity Type, bool CanBeReopened, EquatableArray<LayerDeclaration> Layers);
