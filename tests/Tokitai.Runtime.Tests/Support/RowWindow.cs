using System;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai.Tests.Support;

/// <summary>
/// Some rows in the middle of panels that belong to others: everything around them is NaN, and must stay so.
/// </summary>
internal sealed unsafe class RowWindow : IDisposable
{
    private readonly AlignedBuffer _buffer;
    private readonly float* _panels;
    private readonly int _first;
    private readonly int _stride;
    private readonly int _count;
    private readonly int _features;

    public RowWindow(int first, int count, int stride, int features)
    {
        (_first, _count, _stride, _features) = (first, count, stride, features);
        _buffer = AlignedBuffer.Allocate((long)PackedLayout.RoundUp(features) * stride);
        using BufferLease lease = _buffer.Lease(this);
        _panels = lease.Pointer;
        new Span<float>(_panels, (int)_buffer.Length).Fill(float.NaN);
    }

    public RowWindow(float[] rows, int first, int count, int stride, int features)
        : this(first, count, stride, features) => PanelCopy.FromRows(rows, features, Rows, Pointer);

    public BatchRows Rows => BatchRows.Window(_count, _stride);

    public float* Pointer => _panels + (_first * PackedLayout.PanelRows);

    public float[] ToRows()
    {
        var rows = new float[_count * _features];
        PanelCopy.ToRows(Pointer, _features, Rows, rows);
        return rows;
    }

    /// <summary>Whether nothing was written outside of the window.</summary>
    public bool OthersAreUntouched()
    {
        for (int panel = 0; panel * PackedLayout.PanelRows < _features; panel++)
        {
            for (int row = 0; row < _stride; row++)
            {
                if (row >= _first && row < _first + _count) continue;
                var line = new ReadOnlySpan<float>(_panels + (((panel * _stride) + row) * PackedLayout.PanelRows), PackedLayout.PanelRows);
                if (line.ContainsAnyExcept(float.NaN)) return false;
            }
        }

        return true;
    }

    public void Dispose() => _buffer.Dispose();
}
