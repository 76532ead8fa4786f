using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Layout;

/// <summary>
/// The table behind the decision in docs/architecture.md: rows of a panel 8, 12 and 16, tiled or not, for the three products at
/// batch 1, 8, 32 and 512, with weights that come from memory (four copies in turn are larger than the last cache level).
/// </summary>
internal static unsafe class LayoutReport
{
    public const int Outputs = 4096;
    public const int Inputs = 1024;

    /// <summary>Outputs rounded up to panels of 12 and of 16.</summary>
    public const int PaddedOutputs = 4128;

    private const int Copies = 4;
    private const double SecondsEach = 1;

    public static void Run()
    {
        Console.WriteLine($"One thread, JIT, {Outputs} outputs, {Inputs} inputs, weights from memory. Share of the peak of multiply-adds measured in");
        Console.WriteLine("the same run: median (best). The contestants of a column run in turn.");
        if (Avx2.IsSupported && Fma.IsSupported) Width<Simd256, Vector256<float>>(SimdLevel.Vector256);
        if (Avx512F.IsSupported) Width<Simd512, Vector512<float>>(SimdLevel.Vector512);
        else Console.WriteLine("This processor has no AVX-512: those rows are left out.");
    }

    private static void Width<TSimd, TVector>(SimdLevel simd)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int[] batches = [1, 8, 32, 512];
        var rows = new Dictionary<string, string[]>();
        for (int column = 0; column < batches.Length; column++)
        {
            foreach (ContestResult result in Batch<TSimd, TVector>(simd, batches[column]))
            {
                if (!rows.TryGetValue(result.Name, out string[]? cells)) rows[result.Name] = cells = [.. batches.Select(_ => "")];
                cells[column] = $"{result.ShareOfMedian:P0} ({result.ShareOfBest:P0})";
            }
        }

        Console.WriteLine();
        Console.WriteLine($"| {(int)simd}-bit vectors | batch 1 | batch 8 | batch 32 | batch 512 |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach ((string name, string[] cells) in rows) Console.WriteLine($"| {name} | {string.Join(" | ", cells)} |");
    }

    private static List<ContestResult> Batch<TSimd, TVector>(SimdLevel simd, int batch)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long weightFloats = (long)PaddedOutputs * Inputs;
        int room = (batch + 63) / 64 * 64;
        using AlignedBuffer weights = Fill(weightFloats * Copies), narrow = Fill((long)Inputs * room), wide = Fill((long)PaddedOutputs * room);
        using BufferLease weightLease = weights.Lease(weights), narrowLease = narrow.Lease(narrow), wideLease = wide.Lease(wide);
        using AlignedBuffer products = Fill((long)PaddedOutputs * room);
        using BufferLease resultLease = products.Lease(products);
        float* first = weightLease.Pointer, x = narrowLease.Pointer, y = wideLease.Pointer, r = resultLease.Pointer;
        int turn = 0;
        float* Next() => first + (weightFloats * (turn++ % Copies));

        double flops = 2.0 * batch * Outputs * Inputs;
        var results = new List<ContestResult>();
        var forward = new List<(string, Action)>();
        var input = new List<(string, Action)>();
        var weight = new List<(string, Action)>();
        foreach (bool tiled in new[] { true, false })
        {
            LayoutCandidate p8 = new(8, tiled), p12 = new(12, tiled), p16 = new(16, tiled);
            string tail = tiled ? "tiles of 256 x 256" : "whole panels";
            if (TSimd.Width == 8)
            {
                forward.Add(($"forward, along outputs, 8 rows, {tail}", () => LayoutProducts.ForwardAlongOutputs<TSimd, TVector, Lines8>(p8, batch, Next(), x, r)));
                weight.Add(($"dW, along outputs, 8 rows, {tail}", () => LayoutProducts.WeightGradient<TSimd, TVector>(p8, batch, Next(), x, y)));
            }

            forward.Add(($"forward, along outputs, 16 rows, {tail}", () => LayoutProducts.ForwardAlongOutputs<TSimd, TVector, LineRows>(p16, batch, Next(), x, r)));
            if (!tiled)
            {
                LayoutCandidate long16 = new(16, false, Inputs);
                forward.Add(("forward, along outputs, 16 rows, whole panels, read in one visit", () => LayoutProducts.ForwardAlongOutputs<TSimd, TVector, LineRows>(long16, batch, Next(), x, r)));
            }

            forward.Add(($"forward, along the batch, 8 rows, {tail}", () => LayoutProducts.ForwardAlongBatch<TSimd, TVector, Steps8>(p8, batch, Next(), x, r)));
            forward.Add(($"forward, along the batch, 12 rows, {tail}", () => LayoutProducts.ForwardAlongBatch<TSimd, TVector, Steps12>(p12, batch, Next(), x, r)));
            forward.Add(($"forward, along the batch, 16 rows, {tail}", () => LayoutProducts.ForwardAlongBatch<TSimd, TVector, Steps16>(p16, batch, Next(), x, r)));
            input.Add(($"dX, along the batch, 8 rows, {tail}", () => LayoutProducts.InputGradient<TSimd, TVector, Rows8>(p8, batch, Next(), y, r)));
            input.Add(($"dX, along the batch, 12 rows, {tail}", () => LayoutProducts.InputGradient<TSimd, TVector, Rows12>(p12, batch, Next(), y, r)));
            input.Add(($"dX, along the batch, 16 rows, {tail}", () => LayoutProducts.InputGradient<TSimd, TVector, Rows16>(p16, batch, Next(), y, r)));
            weight.Add(($"dW, along outputs, 16 rows, {tail}", () => LayoutProducts.WeightGradient<TSimd, TVector>(p16, batch, Next(), x, y)));
        }

        results.AddRange(Contest.Run(simd, flops, SecondsEach, forward));
        results.AddRange(Contest.Run(simd, flops, SecondsEach, input));
        results.AddRange(Contest.Run(simd, flops, SecondsEach, weight));
        return results;
    }

    private static AlignedBuffer Fill(long length)
    {
        AlignedBuffer buffer = AlignedBuffer.Allocate(length);
        using BufferLease lease = buffer.Lease(buffer);
        for (long i = 0; i < length; i++) lease.Pointer[i] = ((i * 7919) & 1023) / 1024f;
        return buffer;
    }
}
