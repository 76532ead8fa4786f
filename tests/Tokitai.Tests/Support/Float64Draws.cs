namespace Tokitai.Tests.Support;

/// <summary>What a pass of the reference knows beside its input: the sample, what a training step draws for it, and where routers sent it.</summary>
/// <param name="step">Number of the step; null in inference.</param>
/// <param name="seed">Seed of the run.</param>
/// <param name="sample">Number of the sample in the step.</param>
/// <param name="routing">The decisions of the routers.</param>
internal sealed class Float64Draws(long? step, ulong seed, int sample, Float64Routing routing)
{
    public ulong Seed => seed;

    public long? Step => step;

    public int Sample => sample;

    public Float64Routing Routing => routing;

    /// <summary>Number of the next dropout layer.</summary>
    public uint NextLayer { get; set; }

    /// <summary>Number of the next mixture of experts.</summary>
    public int NextMixture { get; set; }
}
