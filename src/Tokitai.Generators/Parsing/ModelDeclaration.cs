namespace Tokitai.Generators.Parsing;

/// <summary>A class with <c>[Model]</c>, and every block that it reaches: all that planning needs.</summary>
/// <param name="Type">The class.</param>
/// <param name="CanBeReopened">Whether a part of the class can be generated at all.</param>
/// <param name="CanImplement">Whether the class can implement an interface at all: a static one cannot.</param>
/// <param name="InputSize">Features of one input sample.</param>
/// <param name="Budget">The allowed range of parameters, if one is declared.</param>
/// <param name="Layers">The layers in textual order.</param>
/// <param name="Blocks">The blocks that are used, directly or inside other blocks, in order of first use.</param>
/// <param name="Findings">What is wrong in this class alone.</param>
internal sealed record ModelDeclaration(
    TypeIdentity Type, bool CanBeReopened, bool CanImplement, int InputSize, BudgetDeclaration? Budget, EquatableArray<LayerDeclaration> Layers,
    EquatableArray<BlockDeclaration> Blocks, EquatableArray<Finding> Findings)
{
    /// <summary>The heads in order of the outputs.</summary>
    public EquatableArray<HeadDeclaration> Heads { get; init; } = EquatableArray<HeadDeclaration>.Empty;

    /// <summary>The models to match in size.</summary>
    public EquatableArray<MatchedBudgetDeclaration> Matched { get; init; } = EquatableArray<MatchedBudgetDeclaration>.Empty;
}
