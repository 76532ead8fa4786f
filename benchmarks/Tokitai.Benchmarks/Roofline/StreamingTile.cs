using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Memory;
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
    private readonly int _rows;
    private readonly int _outputs;
    private readonly AlignedBuffer _left;
    private readonly AlignedBuffer _right;
    private readonly AlignedBuffer _sums;

    /// <param name="bench">Threads and vectors.</param>
    /// <param name="batch">Samples of the product: multiply-adds for each weight.</param>
    public StreamingTile(Bench bench, int batch)
    {
        (_bench, _batch) = (bench, batch);
        (_rows, _outputs) = (RowTiles.Next((int)bench.Simd / 32, 12), 2 * (int)bench.Simd / 32);
        _left = Bench.Fill(PackedLayout.PanelRows * Math.Max(Steps, batch));
        _right = Bench.Fill(2 * PackedLayout.PanelRows * Math.Max(Steps, batch));
        _sums = Bench.Fill(_rows * _outputs * Tasks);
    }

    private int Tasks => 4 * _bench.Threads;

    /// <summary>The multiply-adds of a product with some weights, which are read.</summary>
    /// <param name="weights">The weights.</param>
    /// <param name="length">Their number.</param>
    public void Read(float* weights, long length) => Run(weights, length, writes: false);

    /// <summary>The multiply-adds of the gradient of some weights, which is written past the caches.</summary>
    /// <param name="gradient">The gradient.</param>
    /// <param name="length">The number of weights.</param>
    public void Write(float* gradient, long length) => Run(gradient, length, writes: true);

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _sums.Dispose();
    }

    private void Run(float* memory, long length, bool writes)
    {
        using BufferLease a = _left.Lease(_left), b = _right.Lease(_right), c = _sums.Lease(_sums);
        var job = new Job
        {
            Left = a.Pointer,
            Right = b.Pointer,
            Sums = c.Pointer,
            Memory = memory,
            TaskFloats = length / Tasks,
            Batch = _batch,
            Rows = _rows,
            Writes = writes,
        };
        _bench.Pool.Run(Tasks, KernelDispatch.Select<Kernel>(_bench.Simd), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int width = 2 * TSimd.Width, steps = job->Writes ? job->Batch : Steps, tileFloats = job->Rows * width;
            float* memory = job->Memory + (task * job->TaskFloats), end = memory + job->TaskFloats;
            var tile = new TileArguments
            {
                A = job->Left,
                AChunk = PackedLayout.PanelRows * job->Rows,
                B = job->Right,
                BVector = TSimd.Width == PackedLayout.PanelRows ? PackedLayout.PanelRows * steps : TSimd.Width,
                Length = steps,
                Init = KernelMemory.Zeros,
                C = job->Sums + (task * tileFloats),
                CRow = width,
                CVector = TSimd.Width,
                Rows = job->Rows,
            };
            if (job->Writes)
            {
                for (; memory + tileFloats <= end; memory += tileFloats)
                {
                    tile.C = memory;
                    tile.Asked = tile.B;
                    RowTiles.Run<TSimd, TVector, StreamedLineSteps>(tile);
                }

                return;
            }

            // The weights that the multiply-adds of a tile belong to, in two places a turn.
            int weights = tileFloats * steps / job->Batch;
            tile.AskedStep = weights / (steps / 2);
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
        public float* Left;
        public float* Right;
        public float* Sums;
        public float* Memory;
        public long TaskFloats;
        public int Batch;
        public int Rows;
        public bool Writes;
    }
}
