using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using System.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// Lets contestants take turns, so that a machine whose speed changes from one moment to the next treats all alike, and gives the
/// median of each. All but long work runs once before its clock starts, so that none pays for lines that the one before has left
/// in a cache to be written, and each finds the caches as it leaves them itself.
/// </summary>
internal static class Race
{
    private const int FewestRounds = 5;

    /// <summary>Rounds of others' work that takes longer than <see cref="SlowSeconds"/>: its median need not be as good.</summary>
    private const int SlowRounds = 3;

    /// <summary>From this time on, others' work is slow.</summary>
    private const double SlowSeconds = 0.5;

    /// <summary>Up to this time, work is done once more before each measurement of it.</summary>
    private const double ShortSeconds = 0.1;

    /// <summary>OpenBLAS's threads look for work for some 20 ms before they sleep, those of OpenMP for less.</summary>
    private const int QuietMilliseconds = 40;

    /// <summary>Median seconds of each contestant.</summary>
    /// <param name="seconds">Time to spend on all of them.</param>
    /// <param name="contestants">The contestants; each runs once before anything counts.</param>
    public static double[] Run(double seconds, IReadOnlyList<Contestant> contestants)
    {
        List<double>[] times = [.. contestants.Select(_ => new List<double>())];
        double[] once = [.. contestants.Select(contestant => contestant.Measure())];
        long start = Stopwatch.GetTimestamp();
        for (int round = 0; round < FewestRounds || Stopwatch.GetElapsedTime(start).TotalSeconds < seconds; round++)
        {
            for (int i = 0; i < times.Length; i++)
            {
                if (IsSlow(contestants[i], once[i]) && round >= SlowRounds) continue;
                if (once[i] < ShortSeconds) contestants[i].Measure();
                times[i].Add(contestants[i].Measure());
                if (contestants[i].IsForeign) Thread.Sleep(QuietMilliseconds);
            }
        }

        return [.. times.Select(Median)];
    }

    /// <summary>Whether a contestant is one of others', and so slow that it does not take part in every round.</summary>
    /// <param name="contestant">The contestant.</param>
    /// <param name="seconds">What it takes.</param>
    public static bool IsSlow(Contestant contestant, double seconds) => contestant.IsForeign && seconds > SlowSeconds;

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
