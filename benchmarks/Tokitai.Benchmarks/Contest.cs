using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Tokitai.Simd;

namespace Tokitai.Benchmarks;

/// <summary>
/// Measures several ways of doing the same work in turn, with the peak before each, so that a machine whose speed changes from one
/// moment to the next treats all alike.
/// </summary>
internal static class Contest
{
    /// <summary>Runs the contestants.</summary>
    /// <param name="simd">Vector width of the peak.</param>
    /// <param name="flops">Floating-point operations of one run.</param>
    /// <param name="seconds">Time to spend on each contestant.</param>
    /// <param name="contestants">The ways, by name.</param>
    public static List<ContestResult> Run(SimdLevel simd, double flops, double seconds, IReadOnlyList<(string Name, Action Run)> contestants)
    {
        var gigaflops = contestants.Select(_ => new List<double>()).ToList();
        var peaks = new List<double>();
        foreach ((_, Action run) in contestants) run();
        long start = Stopwatch.GetTimestamp();
        while (peaks.Count < 3 || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds * contestants.Count)
        {
            peaks.Add(Peak.Measure(simd));
            for (int i = 0; i < contestants.Count; i++)
            {
                long begin = Stopwatch.GetTimestamp();
                contestants[i].Run();
                gigaflops[i].Add(flops / Stopwatch.GetElapsedTime(begin).TotalSeconds / 1e9);
            }
        }

        double peakMedian = Median(peaks), peakBest = peaks.Max();
        return [.. contestants.Select((contestant, i) => new ContestResult(
            contestant.Name, Median(gigaflops[i]), gigaflops[i].Max(), peakMedian, peakBest))];
    }

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
