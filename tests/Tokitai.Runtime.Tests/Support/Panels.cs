using System;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai.Tests.Support;

/// <summary>Activations of a test in the layout of kernels, filled with garbage outside of what a kernel may use.</summary>
internal sealed unsafe class Panels : IDisposable
{
    private readonly AlignedBuffer _buffer;
    private readonly float* _pointer;
    private readonly int _batch;
    private readonly int _features;

    public Panels(int batch, int features)
    {
        _batch = batch;
        _features = features;
        _buffer = AlignedBuffer.Allocate((long)PackedLayout.RoundUp(features) * PackedLayout.BatchStride(batch));
        using BufferLease lease = _buffer.Lease(this);
        _pointer = lease.Pointer;
        new Span<float>(_pointer, (int)_buffer.Length).Fill(float.NaN);
    }

    public Panels(float[] rows, int batch, int features)
        : this(batch, features) => PanelCopy.FromRows(rows, features, batch, _pointer);

    public float* Pointer => _pointer;

    public float[] ToRows()
    {
        var rows = new float[_batch * _features];
        PanelCopy.ToRows(_pointer, _features, _batch, rows);
        return rows;
    }

    /// <summary>Whether every value behind the last feature, of the samples that exist, is zero.</summary>
    public bool PaddingIsZero()
    {
        int padded = PackedLayout.RoundUp(_features);
        float* last = _pointer + ((long)(padded - PackedLayout.PanelRows) * PackedLayout.BatchStride(_batch));
        for (int sample = 0; sample < _batch; sample++)
        {
            for (int lane = _features - padded + PackedLayout.PanelRows; lane < PackedLayout.PanelRows; lane++)
            {
                if (last[(sample * PackedLayout.PanelRows) + lane] != 0) return false;
            }
        }

        return true;
    }

    public void Dispose() => _buffer.Dispose();
}
