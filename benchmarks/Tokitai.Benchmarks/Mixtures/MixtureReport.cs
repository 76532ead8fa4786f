using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Tokitai.Benchmarks.Roofline;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Mixtures;

/// <summary>What more experts cost when each sample still goes to two of them: forward and backward of two of eight beside two of four, in turns.</summary>
internal static class MixtureReport
{
    private const double Target = 1.15, Seconds = 3;

    /// <summary>Prints a line for each size of experts, batch and number of threads.</summary>
    public static void Run()
    {
        Console.WriteLine($"{TokitaiRuntime.InstructionSet}, medians of pairs that ran one after the other.");
        Console.WriteLine();
        Console.WriteLine("| experts | batch | rows an expert of eight (fewest, most) | threads | two of four | two of eight | ratio | target |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, WorkerPool.Shared.ThreadCount }.Distinct())
        {
            WorkerPool pool = threads == WorkerPool.Shared.ThreadCount ? WorkerPool.Shared : new WorkerPool(threads);
            foreach (int batch in new[] { 16, 64, 128, 256, 1024 }) Compare<SmallTwoOfFour, SmallTwoOfEight>("200 KB, in cache", batch, pool, Target);
            foreach (int batch in new[] { 64, 256, 1024 }) Compare<LargeTwoOfFour, LargeTwoOfEight>("8 MB, from memory", batch, pool, batch >= 256 ? Target : null);
        }
    }

    private static void Compare<TFour, TEight>(string experts, int batch, WorkerPool pool, double? target)
        where TFour : class, IModel<TFour>
        where TEight : class, IModel<TEight>
    {
        using TrainingPass<TFour> four = new(batch, pool);
        using TrainingPass<TEight> eight = new(batch, pool);
        four.Train();
        eight.Train();
        List<double> fours = [], eights = [];
        long start = Stopwatch.GetTimestamp();
        while (fours.Count < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds)
        {
            fours.Add(Measure(four.Train));
            eights.Add(Measure(eight.Train));
        }

        double ratio = Median(eights.Zip(fours, (e, f) => e / f));
        int[] rows = eight.RowsOfExperts();
        string verdict = target is null ? "" : ratio <= target ? FormattableString.Invariant($"{target} met") : FormattableString.Invariant($"{target} missed");
        Console.WriteLine(FormattableString.Invariant(
            $"| {experts} | {batch} | {rows.Min()}, {rows.Max()} | {pool.ThreadCount} | {1e3 * Median(fours):F3} ms | {1e3 * Median(eights):F3} ms | {ratio:F3} | {verdict} |"));
    }

    private static double Measure(Action run)
    {
        long begin = Stopwatch.GetTimestamp();
        run();
        return Stopwatch.GetElapsedTime(begin).TotalSeconds;
    }

    private static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted[sorted.Length / 2];
    }
}
