using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.Linq;
using Tokitai.Benchmarks.Roofline;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Mixtures;

/// <summary>
/// What more experts cost when each sample still goes to two of them: forward and backward of two of eight beside two of four, in turns. Beside the
/// ratio stands the least that any program could reach: that of the memory which has to be read and written or of the multiply-adds at the peak,
/// whichever takes longer in each of the two passes.
/// </summary>
internal static class MixtureReport
{
    private const double Target = 1.15, Seconds = 3;

    /// <summary>Prints a line for each size of experts, batch and number of threads.</summary>
    public static void Run()
    {
        Console.WriteLine($"{TokitaiRuntime.InstructionSet}, medians of runs in turns.");
        Console.WriteLine();
        Console.WriteLine("| experts | batch | rows an expert of eight (fewest, most) | threads | two of four | two of eight | ratio | target | least ratio |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int threads in new[] { 1, WorkerPool.Shared.ThreadCount }.Distinct())
        {
            WorkerPool pool = threads == WorkerPool.Shared.ThreadCount ? WorkerPool.Shared : new WorkerPool(threads);
            using var limits = new Limits(pool, SimdDispatch.Level);
            foreach (int batch in new[] { 16, 32, 64, 128, 256, 1024 }) Compare<SmallTwoOfFour, SmallTwoOfEight>("200 KB, in cache", batch, pool, limits, Target);
            foreach (int batch in new[] { 64, 256, 1024 }) Compare<LargeTwoOfFour, LargeTwoOfEight>("8 MB, from memory", batch, pool, limits, batch >= 256 ? Target : null);
        }
    }

    private static void Compare<TFour, TEight>(string experts, int batch, WorkerPool pool, Limits limits, double? target)
        where TFour : class, IModel<TFour>
        where TEight : class, IModel<TEight>
    {
        using TrainingPass<TFour> four = new(batch, pool);
        using TrainingPass<TEight> eight = new(batch, pool);
        (double fours, double eights, double ratio) = InTurns(four.Train, eight.Train);
        double least = Least<TEight>(batch, pool, limits) / Least<TFour>(batch, pool, limits);
        int[] rows = eight.RowsOfExperts();
        string verdict = target is null ? "" : FormattableString.Invariant($"{target} {(ratio <= target ? "met" : least > target ? "out of reach" : "missed")}");
        Console.WriteLine(FormattableString.Invariant(
            $"| {experts} | {batch} | {rows.Min()}, {rows.Max()} | {pool.ThreadCount} | {1e3 * fours:F3} ms | {1e3 * eights:F3} ms | {ratio:F3} | {verdict} | {least:F2} |"));
    }

    /// <summary>Median seconds of both, and the median ratio of pairs that ran one after the other.</summary>
    private static (double Fours, double Eights, double Ratio) InTurns(Action four, Action eight)
    {
        four();
        eight();
        List<double> fours = [], eights = [];
        long start = Stopwatch.GetTimestamp();
        while (fours.Count < 5 || Stopwatch.GetElapsedTime(start).TotalSeconds < Seconds)
        {
            fours.Add(Measure(four));
            eights.Add(Measure(eight));
        }

        return (Median(fours), Median(eights), Median(eights.Zip(fours, (e, f) => e / f)));
    }

    /// <summary>The fewest seconds of a forward and a backward pass: one product of each weight in the one, two in the other.</summary>
    private static double Least<TModel>(int batch, WorkerPool pool, Limits limits)
        where TModel : class, IModel<TModel>
    {
        using var traffic = new ExpertTraffic(TModel.Info, pool);
        double[] seconds = Race.Run(
            Seconds / 4, [limits.Arithmetic, Contestant.Of("forward", traffic.Forward), Contestant.Of("backward", traffic.Backward)]);
        double product = batch * (double)TModel.Info.ForwardFlopsPerSample / limits.ArithmeticOperations * seconds[0];
        return Math.Max(product, seconds[1]) + Math.Max(2 * product, seconds[2]);
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
