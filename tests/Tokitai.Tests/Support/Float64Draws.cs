namespace Tokitai.Tests.Support;

/// <summary>What the dropout layers of one sample draw by.</summary>
internal sealed class Float64Draws(ulong seed, long step, int sample)
{
    public ulong Seed => seed;

    public long Step => step;

    public int Sample => sample;

    /// <summary>Number of the next dropout layer.</summary>
    public uint NextLayer { get; set; }
}
