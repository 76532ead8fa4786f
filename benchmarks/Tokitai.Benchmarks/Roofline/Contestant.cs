using System;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>One way of doing some work.</summary>
/// <param name="Name">Who does it.</param>
/// <param name="Measure">Does it once and returns the seconds that it took.</param>
internal sealed record Contestant(string Name, Func<double> Measure)
{
    /// <summary>
    /// Whether the work is done by threads that are not ours: they spin for a while behind their work, and the next contestant must not share
    /// the processors with them.
    /// </summary>
    public bool IsForeign { get; init; }

    /// <summary>A contestant of this process.</summary>
    public static Contestant Of(string name, Action run) => new(name, () =>
    {
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        run();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    });
}
