using System;
using System.Collections.Generic;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks;

/// <summary>The products of the runtime as models call them, conversions of the activations included, on weights from memory.</summary>
internal static unsafe class ProductReport
{
    private const int Outputs = 4096;
    private const int Inputs = 1024;
    private const int Copies = 4;

    public static void Run()
    {
        SimdLevel simd = SimdDispatch.Level;
        Console.WriteLine($"{(int)simd}-bit vectors, JIT, {Outputs} outputs, {Inputs} inputs, weights from memory ({Copies} copies in turn).");
        Console.WriteLine();
        Console.WriteLine("| batch | threads | product | GFLOP/s median (best) | peak a thread | share of the peak |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int batch in new[] { 32, 512 })
        {
            Measure(simd, new WorkerPool(1), batch);
            if (WorkerPool.Shared.ThreadCount > 1) Measure(simd, WorkerPool.Shared, batch);
        }
    }

    private static void Measure(SimdLevel simd, WorkerPool pool, int batch)
    {
        long weightFloats = PackedLayout.WeightLength(Outputs, Inputs);
        int stride = PackedLayout.BatchStride(batch);
        using AlignedBuffer weights = Fill(weightFloats * Copies), bias = Fill(Outputs), x = Fill((long)Inputs * stride), y = Fill((long)Outputs * stride);
        using AlignedBuffer products = Fill((long)Outputs * stride);
        using AlignedBuffer scratch = Fill(LinearInputGradient.ScratchLength(Outputs, batch));
        using BufferLease weightLease = weights.Lease(weights), biasLease = bias.Lease(bias), xLease = x.Lease(x), yLease = y.Lease(y), scratchLease = scratch.Lease(scratch);
        using BufferLease productLease = products.Lease(products);
        float* product = productLease.Pointer;
        float* w = weightLease.Pointer, b = biasLease.Pointer, input = xLease.Pointer, output = yLease.Pointer, temporary = scratchLease.Pointer;
        bool streams = CoreTuning.Current.Streams(Copies * weightFloats);
        int turn = 0;
        float* Next() => w + (weightFloats * (turn++ % Copies));

        var contestants = new List<(string, Action)>
        {
            ("forward", () => LinearForward.Run(pool, simd, batch, Inputs, Outputs, input, Next(), b, product)),
            ("input gradient", () => LinearInputGradient.Run(pool, simd, batch, Inputs, Outputs, output, Next(), temporary, product)),
            ("weight gradient", () => LinearWeightGradient.Run(
                pool, simd, batch, Inputs, Outputs, input, output, new GradientSink(Next(), false, streams), new GradientSink(b, false))),
        };
        foreach (ContestResult result in Contest.Run(simd, 2.0 * batch * Inputs * Outputs, 2, contestants))
        {
            double limit = pool.ThreadCount;
            Console.WriteLine(
                $"| {batch} | {pool.ThreadCount} | {result.Name} | {result.Median:F1} ({result.Best:F1}) | {result.PeakMedian:F1} ({result.PeakBest:F1}) | "
                + $"{result.ShareOfMedian / limit:P0} ({result.ShareOfBest / limit:P0}) |");
        }
    }

    private static AlignedBuffer Fill(long length)
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(length);
        using BufferLease lease = buffer.Lease(buffer);
        for (long i = 0; i < length; i++) lease.Pointer[i] = ((i * 7919) & 1023) / 1024f;
        return buffer;
    }
}
