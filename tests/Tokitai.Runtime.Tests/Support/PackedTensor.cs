using System;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai.Tests.Support;

/// <summary>A parameter tensor of a test in packed layout.</summary>
internal sealed unsafe class PackedTensor : IDisposable
{
    private readonly AlignedBuffer _buffer;
    private readonly float* _pointer;
    private readonly TensorInfo _info;

    private PackedTensor(TensorInfo info)
    {
        _info = info;
        _buffer = AlignedBuffer.Allocate(info.PackedLength);
        using BufferLease lease = _buffer.Lease(this);
        _pointer = lease.Pointer;
    }

    public float* Pointer => _pointer;

    public static PackedTensor Weight(int outputs, int inputs, float[]? values = null) => new PackedTensor(new TensorInfo(
        0, "weight", TensorKind.LinearWeight, [outputs, inputs], inputs, (long)outputs * inputs, 0, PackedLayout.WeightLength(outputs, inputs)))
        .Set(values);

    public static PackedTensor Vector(int features, float[]? values = null) => new PackedTensor(new TensorInfo(
        0, "vector", TensorKind.LinearBias, [features], features, features, 0, PackedLayout.RoundUp(features))).Set(values);

    public float[] ToArray()
    {
        var values = new float[_info.Length];
        fixed (float* destination = values) PackedLayout.Unpack(_pointer, _info, destination);
        return values;
    }

    /// <summary>Whether all floats that belong to no element are zero: the sum of magnitudes is that of the elements.</summary>
    public bool PaddingIsZero()
    {
        int nonZero = 0;
        foreach (float value in new ReadOnlySpan<float>(_pointer, (int)_info.PackedLength)) nonZero += value != 0 ? 1 : 0;
        foreach (float value in ToArray()) nonZero -= value != 0 ? 1 : 0;
        return nonZero == 0;
    }

    public void Dispose() => _buffer.Dispose();

    private PackedTensor Set(float[]? values)
    {
        if (values is null) return this;
        fixed (float* source = values) PackedLayout.Pack(source, _info, _pointer);
        return this;
    }
}
