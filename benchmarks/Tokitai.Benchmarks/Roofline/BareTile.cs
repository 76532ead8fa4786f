using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
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
    private readonly int _tasks;
    private readonly TileOperands _operands;

    public BareTile(WorkerPool pool, SimdLevel simd)
    {
        (_pool, _simd, _tasks) = (pool, simd, 4 * pool.ThreadCount);
        _operands = new TileOperands(simd, Steps, _tasks);
    }

    /// <summary>Floating-point operations of one run.</summary>
    public double Operations => 2.0 * _operands.Floats * Steps * Calls * _tasks;

    /// <summary>Its rows and vectors.</summary>
    public string Shape => $"{_operands.Rows} x 2 vectors";

    /// <summary>Runs it once on all threads.</summary>
    public void Run()
    {
        var job = new Job { Tile = _operands.Tile(Steps), Floats = _operands.Floats };
        _pool.Run(_tasks, KernelDispatch.Select<Kernel>(_simd), &job);
    }

    public void Dispose() => _operands.Dispose();

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            TileArguments tile = job->Tile;
            tile.C += task * job->Floats;
            for (int i = 0; i < Calls; i++) RowTiles.Run<TSimd, TVector, LineRows>(tile);
        }
    }

    private struct Job
    {
        public TileArguments Tile;
        public int Floats;
    }
}
