using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// What a product of a small batch could reach at best: its multiply-adds, in tiles on operands that stay in the first cache level, while as many
/// bytes as the weights have come from memory at an even pace, or go there. Nothing else of a product is left: activations lie near, nothing is
/// transposed, no row is left over.
/// </summary>
internal sealed unsafe class StreamingTile : IDisposable
{
    /// <summary>Steps of a tile that reads: a part of a product's reduction.</summary>
    private const int Steps = 128;

    /// <summary>Turns of two steps for a chunk of 16.</summary>
    private const int ChunkTurns = PackedLayout.PanelRows / 2;

    private readonly Bench _bench;
    private readonly int _batch;
    private readonly int _tasks;
    private readonly TileOperands _operands;

    /// <param name="bench">Threads and vectors.</param>
    /// <param name="batch">Samples of the product: multiply-adds for each weight.</param>
    public StreamingTile(Bench bench, int batch)
    {
        (_bench, _batch, _tasks) = (bench, batch, 4 * bench.Threads);
        _operands = new TileOperands(bench.Simd, Math.Max(Steps, batch), _tasks);
    }

    /// <summary>The multiply-adds of a product with some weights, which are read.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="length">Their number.</param>
    public void Read(float* weights, long length) => Run(weights, length, writes: false);

    /// <summary>The multiply-adds of the gradient of some weights, which is written past the caches.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="length">The number of weights.</param>
    public void Write(float* gradient, long length) => Run(gradient, length, writes: true);

    public void Dispose() => _operands.Dispose();

    private void Run(float* memory, long length, bool writes)
    {
        var job = new Job
        {
            Tile = _operands.Tile(writes ? _batch : Steps),
            Floats = _operands.Floats,
            Memory = memory,
            TaskFloats = length / _tasks,
            Batch = _batch,
            Writes = writes,
        };
        _bench.Pool.Run(_tasks, KernelDispatch.Select<Kernel>(_bench.Simd), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            TileArguments tile = job->Tile;
            float* memory = job->Memory + (task * job->TaskFloats), end = memory + job->TaskFloats;
            if (job->Writes)
            {
                tile.Asked = tile.B;
                for (; memory + job->Floats <= end; memory += job->Floats)
                {
                    tile.C = memory;
                    RowTiles.Run<TSimd, TVector, StreamedLineSteps>(tile);
                }

                return;
            }

            // The weights that the multiply-adds of a tile belong to, in two places a turn.
            int weights = job->Floats * Steps / job->Batch;
            tile.C += task * job->Floats;
            tile.AskedStep = weights / (Steps / 2);
            tile.AskedPair = tile.AskedStep / 2;
            tile.AskedChunk = ChunkTurns * tile.AskedStep;
            for (; memory + weights <= end; memory += weights)
            {
                tile.Asked = memory;
                RowTiles.Run<TSimd, TVector, FewLineRows>(tile);
            }
        }
    }

    private struct Job
    {
        public TileArguments Tile;
        public int Floats;
        public float* Memory;
        public long TaskFloats;
        public int Batch;
        public bool Writes;
    }
}
