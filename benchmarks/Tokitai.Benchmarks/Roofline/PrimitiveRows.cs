using System;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What is not a product: on data in memory, and small enough for the second cache level.</summary>
internal static unsafe class PrimitiveRows
{
    private const int Features = 1024;

    /// <summary>Rows whose input alone is at least as large as the last cache level.</summary>
    private static readonly int MemoryRows = Math.Max(16384, ((ProcessorCaches.WholeLastLevel / (sizeof(float) * Features)) + 16383) & -16384);

    public static void Run(Bench bench)
    {
        bench.Update("a copy past the caches, for comparison", Limits.StreamBytes, null, bench.Limits.Copy);

        // One thread's arithmetic, not memory, is what these take time for.
        bool isLimitedByMemory = bench.Threads > 1;
        Sized(bench, "in memory", rows: MemoryRows, norm: isLimitedByMemory ? 0.8 : null, activation: isLimitedByMemory ? 0.65 : null);
        Sized(bench, "in cache", rows: 64, norm: null, activation: null);
        if (bench.Pool == Threading.WorkerPool.Shared) Adam(bench);
    }

    private static void Sized(Bench bench, string where, int rows, double? norm, double? activation)
    {
        long padded = (long)Features * PackedLayout.BatchStride(rows);
        using AlignedBuffer input = Bench.Fill(padded), output = Bench.Fill(padded), statistics = Bench.Fill(16L * PackedLayout.BatchStride(rows));
        using AlignedBuffer vectors = Bench.Fill(4 * Features), scratch = Bench.Fill(2 * Features);
        using BufferLease x = input.Lease(input), y = output.Lease(output), s = statistics.Lease(statistics), v = vectors.Lease(vectors), t = scratch.Lease(scratch);

        // The derivative works in place, again and again: where it is 1, values stay what they are and do not end in subnormals.
        using AlignedBuffer saturated = Bench.Fill(padded, 8);
        using BufferLease one = saturated.Lease(saturated);
        float* pone = one.Pointer;
        float* px = x.Pointer, py = y.Pointer, ps = s.Pointer, pv = v.Pointer, pt = t.Pointer;
        double bytes = 2.0 * sizeof(float) * rows * Features;
        string shape = $"{rows} x {Features} {where}";
        if (rows == MemoryRows)
        {
            bench.Update($"a copy of {shape} in LayerNorm's order, for comparison", bytes, null, () => BlockwiseCopy.Run(
                bench.Pool, bench.Simd, rows, Features, px, py));
        }

        bench.Update($"LayerNorm, {shape}", bytes, norm, () => NormForward.Run(
            bench.Pool, bench.Simd, rows, Features, NormKind.Layer, ActivationKind.None, 1e-5f, pv, pv + Features, px, ps, py),
            bench.Torched($"layer_norm {rows} {Features}"));
        bench.Update($"LayerNorm backward, {shape}", 1.5 * bytes, null, () => NormBackward.Run(
            bench.Pool, bench.Simd, rows, Features, NormKind.Layer, ActivationKind.None, pv, pv + Features, px, ps, py, pt,
            new GradientSink(pv + (2 * Features), false), new GradientSink(pv + (3 * Features), false)),
            bench.Torched($"layer_norm_backward {rows} {Features}"));
        bench.Update($"GELU, {shape}", bytes, activation, () => ActivationForward.Run(
            bench.Pool, bench.Simd, rows, Features, ActivationKind.Gelu, px, py), bench.Torched($"gelu {rows} {Features}"));
        bench.Update($"GELU backward, {shape}", 1.5 * bytes, activation, () => ActivationBackward.Run(
            bench.Pool, bench.Simd, rows, Features, ActivationKind.Gelu, pone, py), bench.Torched($"gelu_backward {rows} {Features}"));

        float[] logits = new float[rows * Features], gradient = new float[logits.Length];
        var labels = new int[rows];
        for (int row = 0; row < rows; row++) labels[row] = row % Features;
        for (int i = 0; i < logits.Length; i++) logits[i] = i % 97 / 10f;
        Objective objective = Objective.CrossEntropy(Features);
        objective.Pool = bench.Pool;
        bench.Update($"softmax with cross-entropy and its gradient, {shape}", bytes, norm, () => objective.Evaluate(logits, labels, gradient),
            bench.Torched($"cross_entropy {rows} {Features}"));
    }

    /// <summary>AdamW reads gradient, parameter and two moments, and writes three of them.</summary>
    private static void Adam(Bench bench)
    {
        using var model = new TinyDense8(1);
        using var optimizer = new AdamW<TinyDense8>(model);
        using Gradients<TinyDense8> gradients = TinyDense8.CreateGradients();

        // Memory that nobody has written is one page of zeros, which never leaves the cache.
        for (int i = 0; i < gradients.Count; i++) gradients[i].CopyFrom(Enumerable.Repeat(1e-3f, (int)gradients[i].Length).ToArray());
        bench.Update($"AdamW, {TinyDense8.ParameterCount} parameters", 7.0 * sizeof(float) * TinyDense8.ParameterCount, 0.8, () => optimizer.Step(gradients),
            bench.Torched($"adamw {TinyDense8.ParameterCount}"));
    }
}
