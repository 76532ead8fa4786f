using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// The micro-kernel of the products on operands in the first cache level, for milliseconds on end: what the loads beside the multiply-adds cost, in
/// issue slots and in clock, before any memory is slow.
/// </summary>
internal static unsafe class TileRow
{
    private const int Steps = 128;

    /// <summary>Calls of one task: a processor that lowers its clock for multiply-adds with loads does so within a millisecond.</summary>
    private const int Calls = 5000;

    public static void Run(Bench bench)
    {
        int width = (int)bench.Simd / 32, rows = RowTiles.Next(width, 12), outputs = 2 * width, tasks = 4 * bench.Threads;
        double operations = 2.0 * rows * outputs * Steps * Calls * tasks;
        using AlignedBuffer left = Bench.Fill(rows * Steps), right = Bench.Fill(2 * PackedLayout.PanelRows * Steps), sums = Bench.Fill(rows * outputs * tasks);
        using BufferLease a = left.Lease(left), b = right.Lease(right), c = sums.Lease(sums);
        var job = new Job { Left = a.Pointer, Right = b.Pointer, Sums = c.Pointer, Rows = rows };
        Job* state = &job;
        bench.Compute(
            $"a tile of {rows} x 2 vectors, operands in the first cache level, for comparison", operations, null,
            () => bench.Pool.Run(tasks, KernelDispatch.Select<Kernel>(bench.Simd), state));
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int width = 2 * TSimd.Width;
            var tile = new TileArguments
            {
                A = job->Left,
                AChunk = PackedLayout.PanelRows * job->Rows,
                B = job->Right,
                BStep = width,
                BChunk = width * PackedLayout.PanelRows,
                BVector = TSimd.Width,
                Length = Steps,
                ChunkLength = PackedLayout.PanelRows,
                Init = KernelMemory.Zeros,
                C = job->Sums + (task * job->Rows * width),
                CRow = width,
                CVector = TSimd.Width,
                Rows = job->Rows,
            };
            for (int i = 0; i < Calls; i++) RowTiles.Run<TSimd, TVector, LineRows>(tile);
        }
    }

    private struct Job
    {
        public float* Left;
        public float* Right;
        public float* Sums;
        public int Rows;
    }
}
