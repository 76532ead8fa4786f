namespace Tokitai.CompilerServices;

/// <summary>What the draws of a pass are keyed by, beside the layer and the element.</summary>
/// <param name="Seed">Seed of the run.</param>
/// <param name="Step">Number of the training step, or -1 where nothing is drawn.</param>
/// <param name="FirstSample">Number of the pass's first sample, counted in the step.</param>
internal readonly record struct StepState(ulong Seed, long Step, long FirstSample)
{
    /// <summary>Inference.</summary>
    public static readonly StepState Inactive = new(0, -1, 0);

    /// <summary>Whether the pass belongs to a training step.</summary>
    public bool IsActive => Step >= 0;

    /// <summary>The state of the next micro-batch of the same step.</summary>
    public StepState After(int samples) => this with { FirstSample = FirstSample + samples };
}
