using System.Collections.Generic;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What was measured of one piece of work.</summary>
/// <param name="Work">The work.</param>
/// <param name="Threads">Threads of every contestant.</param>
/// <param name="Seconds">Median seconds of this library.</param>
/// <param name="Rate">Billions of operations or bytes a second.</param>
/// <param name="Unit"><c>GFLOP/s</c> or <c>GB/s</c>.</param>
/// <param name="Limit">What of it the limit measured in the same race allows.</param>
/// <param name="LimitName">Which limit applies.</param>
/// <param name="Tile">The rate of a bare tile in the same race, where the work consists of tiles, or null.</param>
/// <param name="Target">What the project wants.</param>
/// <param name="Peers">Median seconds of others at the same work, and of what stands beside it for comparison, by name.</param>
/// <param name="Rival">Median seconds of the fastest other library, or null.</param>
/// <param name="Steadiness">The peak beside this row as a share of the best one of the run, or the bare tile, if that is less.</param>
/// <param name="IsDisturbed">Whether somebody else used the processors, or the other thread of a core, during every attempt at this row.</param>
internal sealed record Row(
    string Work, int Threads, double Seconds, double Rate, string Unit, double Limit, string LimitName, double? Tile, Target Target, IReadOnlyDictionary<string, double> Peers,
    double? Rival, double Steadiness, bool IsDisturbed)
{
    /// <summary>Name of the limit of multiply-adds.</summary>
    public const string Peak = "peak";

    /// <summary>Name of the micro-kernel by itself.</summary>
    public const string BareTile = "bare tile";

    /// <summary>Share of the limit that was reached.</summary>
    public double Share => Rate / Limit;
}
