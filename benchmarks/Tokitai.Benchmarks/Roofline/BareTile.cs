using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// The micro-kernel of the products on operands in the first cache level, for milliseconds on end: what the loads beside the multiply-adds cost, in
/// issue slots, in clock, and to whoever shares the core, before any memory is slow.
/// </summary>
internal sealed unsafe class BareTile : IDisposable
{
    private const int Steps = 128;

    /// <summary>Calls of one task: a processor that lowers its clock for multiply-adds with loads does so within a millisecond.</summary>
    private const int Calls = 1250;

    private readonly WorkerPool _pool;
    private readonly SimdLevel _simd;
    private readonly int _rows;
    private readonly int _tasks;
    private readonly AlignedBuffer _left;
    private readonly AlignedBuffer _right;
    private readonly AlignedBuffer _sums;

    public BareTile(WorkerPool pool, SimdLevel simd)
    {
        (_pool, _simd) = (pool, simd);
        (_rows, _tasks) = (RowTiles.Next((int)simd / 32, 12), 4 * pool.ThreadCount);
        _left = Bench.Fill(_rows * Steps);
        _right = Bench.Fill(2 * PackedLayout.PanelRows * Steps);
        _sums = Bench.Fill(_rows * Outputs * _tasks);
    }

    /// <summary>Floating-point operations of one run.</summary>
    public double Operations => 2.0 * _rows * Outputs * Steps * Calls * _tasks;

    /// <summary>Its rows and vectors.</summary>
    public string Shape => $"{_rows} x 2 vectors";

    private int Outputs => 2 * (int)_simd / 32;

    /// <summary>Runs it once on all threads.</summary>
    public void Run()
    {
        using BufferLease a = _left.Lease(_left), b = _right.Lease(_right), c = _sums.Lease(_sums);
        var job = new Job { Left = a.Pointer, Right = b.Pointer, Sums = c.Pointer, Rows = _rows };
        _pool.Run(_tasks, KernelDispatch.Select<Kernel>(_simd), &job);
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _sums.Dispose();
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
                BVector = TSimd.Width == PackedLayout.PanelRows ? PackedLayout.PanelRows * Steps : TSimd.Width,
                Length = Steps,
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
