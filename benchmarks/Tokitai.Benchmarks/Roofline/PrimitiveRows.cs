using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What is not a product: on data in memory, and small enough for the second cache level.</summary>
internal static class PrimitiveRows
{
    private const int Features = PrimitiveWork.Features;

    /// <summary>Rows whose input alone is at least as large as the last cache level.</summary>
    public static readonly int MemoryRows = Math.Max(16384, ((ProcessorCaches.WholeLastLevel / (sizeof(float) * Features)) + 16383) & -16384);

    public static void Run(Bench bench)
    {
        bench.Update("a copy past the caches, for comparison", Limits.StreamBytes, default, bench.Limits.Copy);

        // One thread's arithmetic, not memory, is what these take time for.
        bool isLimitedByMemory = bench.Threads > 1;
        Sized(bench, "in memory", rows: MemoryRows, norm: isLimitedByMemory ? 0.8 : null, activation: isLimitedByMemory ? 0.65 : null);
        Sized(bench, "in cache", rows: NearWork.Rows, norm: null, activation: null);
        if (bench.Threads == 1) InFirstLevel(bench);
        if (bench.Pool != Threading.WorkerPool.Shared) return;
        Optimizer<TinyDense8>(bench, "AdamW", 7, model => new AdamW<TinyDense8>(model), 0.8, "adamw");
        Optimizer<SmallDense>(bench, "AdamW", 7, model => new AdamW<SmallDense>(model), new(null, 1), "adamw", " in cache");
    }

    private static void Sized(Bench bench, string where, int rows, double? norm, double? activation)
    {
        using var work = new PrimitiveWork(bench.Pool, rows);
        using NearWork? near = rows == MemoryRows ? new NearWork(bench.Pool) : null;
        string shape = $"{rows} x {Features} {where}";
        IEnumerable<Contestant> copy = [];
        if (near is not null)
        {
            bench.Update($"a copy of {shape} in LayerNorm's order, for comparison", work.Bytes, default, work.CopyInBlocks);
            copy = [Contestant.Of("a copy of its rows", () => work.CopyLogits(bench.Limits))];
        }

        Update("LayerNorm", "layer_norm", 1, norm, w => w.LayerNorm(), []);
        Update("LayerNorm backward", "layer_norm_backward", 1.5, null, w => w.LayerNormBackward(), []);
        Update("GELU", "gelu", 1, activation, w => w.Gelu(), []);
        Update("GELU backward", "gelu_backward", 1.5, activation, w => w.GeluBackward(), []);
        Update("softmax with cross-entropy and its gradient", "cross_entropy", 1, norm, w => w.CrossEntropy(), copy);

        void Update(string name, string torchName, double passes, double? target, Action<PrimitiveWork> run, IEnumerable<Contestant> beside)
        {
            // Beside work in memory stands the same work without its memory.
            IEnumerable<Contestant> inCache = near is null ? [] : [Contestant.Of("the same in cache", () => near.Run(run, rows))];
            bench.Update($"{name}, {shape}", passes * work.Bytes, new(target, near is null ? 1 : null), () => run(work), [.. inCache, .. beside, .. bench.Torched($"{torchName} {rows} {Features}")]);
        }
    }

    /// <summary>Arithmetic that waits for no cache: 32 KB altogether, which one thread takes.</summary>
    private static void InFirstLevel(Bench bench)
    {
        using var work = new PrimitiveWork(bench.Pool, rows: 4);
        bench.Update($"GELU, {work.Rows} x {Features} in the first cache level", work.Bytes, default, work.Gelu);
        bench.Update($"GELU backward, {work.Rows} x {Features} in the first cache level", 1.5 * work.Bytes, default, work.GeluBackward);
    }

    /// <summary>A step of an optimizer on gradients in memory.</summary>
    /// <param name="bench">What measurements share.</param>
    /// <param name="name">The optimizer.</param>
    /// <param name="moves">Floats that it reads or writes for each parameter: AdamW reads gradient, parameter and two moments, and writes three of them.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="target">What is wanted.</param>
    /// <param name="torch">The work in the script for PyTorch; empty for none.</param>
    /// <param name="where">Behind the number of parameters.</param>
    public static void Optimizer<TModel>(
        Bench bench, string name, int moves, Func<TModel, Optimizer<TModel>> make, Target target = default, string torch = "", string where = "")
        where TModel : class, IModel<TModel>
    {
        using TModel model = TModel.Create(1);
        using Optimizer<TModel> optimizer = make(model);
        using Gradients<TModel> gradients = TModel.CreateGradients();
        long parameters = TModel.Info.ParameterCount;

        // Memory that nobody has written is one page of zeros, which never leaves the cache.
        for (int i = 0; i < gradients.Count; i++) gradients[i].CopyFrom(Enumerable.Repeat(1e-3f, (int)gradients[i].Length).ToArray());
        bench.Update(
            $"{name}, {parameters} parameters{where}", (double)moves * sizeof(float) * parameters, target, () => optimizer.Step(gradients),
            torch.Length == 0 ? [] : bench.Torched($"{torch} {parameters}"));
    }
}
