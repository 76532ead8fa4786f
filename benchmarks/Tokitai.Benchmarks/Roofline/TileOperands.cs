using System;
using Tokitai.Kernels;
using Tokitai.Memory;
using Tokitai.Simd;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>Operands of a tile of the largest kind, which stay in the first cache level.</summary>
internal sealed unsafe class TileOperands : IDisposable
{
    private readonly AlignedBuffer _left;
    private readonly AlignedBuffer _right;
    private readonly AlignedBuffer _sums;
    private readonly int _width;

    /// <param name="simd">Vector width.</param>
    /// <param name="steps">The most steps of a reduction.</param>
    /// <param name="tasks">Tasks, each with sums of its own.</param>
    public TileOperands(SimdLevel simd, int steps, int tasks)
    {
        _width = (int)simd / 32;
        Rows = RowTiles.Next(_width, 12);
        _left = Bench.Fill(PackedLayout.PanelRows * steps);
        _right = Bench.Fill(2 * PackedLayout.PanelRows * steps);
        _sums = Bench.Fill(Floats * tasks);
    }

    /// <summary>Rows of the tile.</summary>
    public int Rows { get; }

    /// <summary>Sums of the tile: its rows by two vectors.</summary>
    public int Floats => Rows * 2 * _width;

    /// <summary>The tile of the first task; those of others have their sums <see cref="Floats"/> further on.</summary>
    /// <param name="steps">Steps of its reduction.</param>
    public TileArguments Tile(int steps)
    {
        // The memory lives as long as this object.
        using BufferLease left = _left.Lease(_left), right = _right.Lease(_right), sums = _sums.Lease(_sums);
        return new TileArguments
        {
            A = left.Pointer,
            AChunk = PackedLayout.PanelRows * Rows,
            B = right.Pointer,
            BVector = _width == PackedLayout.PanelRows ? PackedLayout.PanelRows * steps : _width,
            Length = steps,
            Init = KernelMemory.Zeros,
            C = sums.Pointer,
            CRow = 2 * _width,
            CVector = _width,
            Rows = Rows,
        };
    }

    public void Dispose()
    {
        _left.Dispose();
        _right.Dispose();
        _sums.Dispose();
    }
}
