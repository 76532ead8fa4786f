namespace Tokitai.Generators.Parsing;

/// <summary>A block with every block that it reaches: all that its views need.</summary>
internal sealed record BlockUnit(BlockDeclaration Block, EquatableArray<BlockDeclaration> Inner, bool IsModelToo);
