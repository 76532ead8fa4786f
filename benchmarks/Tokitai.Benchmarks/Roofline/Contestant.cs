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

    /// <summary>Whether it is another library at the same work, not something that stands beside it for comparison.</summary>
    public bool IsRival { get; init; }

    /// <summary>A contestant of this process.</summary>
    /// <param name="name">Who does it.</param>
    /// <param name="run">Does the work once.</param>
    /// <param name="repeats">
    /// How often it is done in one measurement: short work in a loop, as it is in use, once more before the clock starts, so that it waits neither for
    /// its threads to wake nor for caches that others have filled.
    /// </param>
    public static Contestant Of(string name, Action run, int repeats = 1) => new(name, () =>
    {
        if (repeats > 1) run();
        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        for (int i = 0; i < repeats; i++) run();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds / repeats;
    });
}
