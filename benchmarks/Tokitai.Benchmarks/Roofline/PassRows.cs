using System;
using System.Collections.Generic;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>Whole passes of the baseline with 8 blocks.</summary>
internal static class PassRows
{
    public static void Run(Bench bench)
    {
        (int Batch, double Target)[] targets = [(32, 0.72), (128, 0.82), (512, 0.86)];
        foreach ((int batch, double target) in targets) Batch(bench, batch, bench.Threads == 1 ? null : target);
    }

    /// <summary>The fused step that moves most bytes an operation, by itself.</summary>
    public static void SmallStep(Bench bench)
    {
        using var pass = new TrainingPass<TinyDense8>(32, bench.Pool);
        Step(bench, "8 blocks, batch 32", TinyDense8.ParameterCount, 32.0 * TinyDense8.TrainingFlopsPerSample, StepTarget(bench, 32), pass.Step, pass.StepWithoutUpdates, []);
    }

    /// <summary>Passes whose blocks run again on the way back beside those that keep everything, and the memory of both.</summary>
    public static void Recomputed(Bench bench)
    {
        foreach (int batch in new[] { 32, 128, 512 })
        {
            using var pass = new TrainingPass<TinyDense8Recomputed>(batch, bench.Pool);
            using var keeping = new TrainingPass<TinyDense8>(batch, bench.Pool);
            string shape = $"8 blocks, batch {batch}";
            bench.Compute(
                $"forward and backward of {shape}, recomputed", (double)batch * TinyDense8.TrainingFlopsPerSample, default, pass.Train,
                Bench.Own("everything kept", keeping.Train));
            bench.Compute(
                $"forward, backward and AdamW in one sweep, {shape}, recomputed", (double)batch * TinyDense8.TrainingFlopsPerSample, default, pass.Step,
                Bench.Own("everything kept", keeping.Step));
            Console.WriteLine(FormattableString.Invariant(
                $"Workspace of {shape}: {pass.WorkspaceBytes / 1e6:F1} MB recomputed, {keeping.WorkspaceBytes / 1e6:F1} MB with everything kept ({(double)keeping.WorkspaceBytes / pass.WorkspaceBytes:F2} times as much)."));
        }
    }

    /// <summary>One step of the whole 0.7B model, and the memory that it takes.</summary>
    public static void Full(Bench bench)
    {
        using var pass = new TrainingPass<TinyDense>(32, bench.Pool);
        Step(bench, "84 blocks, batch 32", TinyDense.ParameterCount, 32.0 * TinyDense.TrainingFlopsPerSample, StepTarget(bench, 32), pass.Step, pass.StepWithoutUpdates, []);
        double peak = System.Diagnostics.Process.GetCurrentProcess().PeakWorkingSet64 - Limits.StreamBytes, three = 3.0 * sizeof(float) * TinyDense.ParameterCount;
        Console.WriteLine(FormattableString.Invariant(
            $"Peak memory {peak / (1 << 30):F2} GiB: {peak / three:F3} times three floats a parameter ({three / (1 << 30):F2} GiB), without the stream of the limits."));
    }

    private static void Batch(Bench bench, int batch, double? target)
    {
        using var pass = new TrainingPass<TinyDense8>(batch, bench.Pool);
        string shape = $"8 blocks, batch {batch}";
        double forward = (double)batch * TinyDense8.ForwardFlopsPerSample, training = (double)batch * TinyDense8.TrainingFlopsPerSample;
        bench.Compute($"forward of {shape}", forward, default, pass.Forward, bench.Torched($"forward {batch}"));
        bench.Compute(
            $"forward and backward of {shape}", training, target, pass.Train,
            [.. bench.Torched($"train_kept {batch}", "PyTorch, gradients kept"), .. bench.Torched($"train_fresh {batch}", "PyTorch, gradients fresh")]);
        Step(bench, shape, TinyDense8.ParameterCount, training, StepTarget(bench, batch), pass.Step, pass.StepWithoutUpdates, bench.Torched($"step {batch}"));
    }

    /// <summary>The smallest batch is the one whose traffic is hardest to hide.</summary>
    private static double? StepTarget(Bench bench, int batch) => batch == 32 && bench.Threads > 1 ? 1 : null;

    /// <summary>
    /// A fused step, against arithmetic at the peak plus 24 bytes a parameter at the speed of an update stream: share 1 is that sum. Beside it, what it
    /// is made of: all but the updates, and the arithmetic of the updates without their memory.
    /// </summary>
    private static void Step(
        Bench bench, string shape, long parameters, double operations, double? target, Action step, Action withoutUpdates, IEnumerable<Contestant> peers)
    {
        using var arithmeticOfAdam = new AdamArithmetic(bench.Pool, parameters);
        Contestant arithmetic = bench.Limits.Arithmetic, updating = bench.Limits.Updating;
        var limit = new Contestant("arithmetic plus traffic", () =>
        {
            double flops = bench.Limits.ArithmeticOperations / arithmetic.Measure();
            double bytes = 2 * Limits.StreamBytes / updating.Measure();
            return (operations / flops) + (24.0 * parameters / bytes);
        });
        bench.Race($"forward, backward and AdamW in one sweep, {shape}", operations, limit, operations, "arithmetic plus traffic", target, step,
            [Contestant.Of("without the updates", withoutUpdates), Contestant.Of("AdamW's arithmetic alone", arithmeticOfAdam.Run), .. peers]);
    }
}
