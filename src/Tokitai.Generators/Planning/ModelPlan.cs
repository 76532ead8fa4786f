using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Everything that is written for a model.</summary>
/// <param name="Type">The class.</param>
/// <param name="Body">The model's own layers.</param>
/// <param name="Blocks">The plans of its blocks; each refers to earlier ones only.</param>
/// <param name="Members">The typed views.</param>
/// <param name="Fingerprint">SHA-256 of the architecture.</param>
/// <param name="Gradients">
/// The first region of gradients in a training workspace; the second follows, and then one for each residual that keeps its gradient
/// while Backward goes through the block inside it, and those of the arenas of mixtures.
/// </param>
/// <param name="GradientFeatures">Features of one region of gradients.</param>
internal sealed record ModelPlan(
    TypeIdentity Type, BlockPlan Body, EquatableArray<BlockPlan> Blocks, EquatableArray<MemberPlan> Members,
    string Fingerprint, long Gradients, long GradientFeatures)
{
    /// <summary>The heads in order of the outputs.</summary>
    public EquatableArray<HeadDeclaration> Heads { get; init; } = EquatableArray<HeadDeclaration>.Empty;

    /// <summary>The first region of gradients of the arenas of mixtures.</summary>
    public long ExpertGradients => Gradients + ((2 + Body.ResidualDepth) * GradientFeatures);

    /// <summary>Features of a training workspace.</summary>
    public long TrainingFeatures => ExpertGradients + (Body.ExpertRegions * GradientFeatures);

    /// <summary>Features of a forward-only workspace.</summary>
    public long InferenceFeatures => PackedSizes.RoundUp(Body.Inputs) + Body.InferenceFeatures;

    /// <summary>
    /// Floating-point operations of a training step's products, a sample: forward, weight gradients and input gradients, but no
    /// gradient of the model's own input.
    /// </summary>
    public long TrainingFlops => (3 * Body.ForwardFlops) - Body.FirstLinearFlops;
}
