namespace Tokitai.Benchmarks.Roofline;

/// <summary>What the project wants of a row.</summary>
/// <param name="Share">The share of the limit, or null.</param>
/// <param name="Rivals">How many times as fast as the fastest other library, or null.</param>
internal readonly record struct Target(double? Share, double? Rivals = null)
{
    /// <summary>A share alone.</summary>
    public static implicit operator Target(double? share) => new(share);
}
