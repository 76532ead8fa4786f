namespace Tokitai.Generators.Planning;

/// <summary>
/// Where activations lie in the workspace, in features: in a training workspace, which keeps everything, and in a forward-only one,
/// where copies of a block share memory. Relative to the class that the step belongs to.
/// </summary>
/// <param name="Origin">What the offset counts from.</param>
/// <param name="Training">Offset in a training workspace.</param>
/// <param name="Inference">Offset in a forward-only workspace.</param>
internal readonly record struct Place(PlaceOrigin Origin, long Training, long Inference)
{
    /// <summary>The place a distance further on.</summary>
    public Place Plus(long training, long inference) => new(Origin, checked(Training + training), checked(Inference + inference));
}
