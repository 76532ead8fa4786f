using System;
using System.Linq;
using System.Runtime.InteropServices;
using Tokitai.Memory;

namespace Tokitai.Tests.Support;

/// <summary>Fills sets of tensors with values that differ everywhere, and reads them back whole.</summary>
internal static class TensorFill
{
    /// <summary>Values from -1 to 1, through the canonical views: padding stays zero.</summary>
    public static void Randomize(this TensorSet tensors, int seed)
    {
        var random = new Random(seed);
        foreach (TensorView tensor in tensors)
        {
            var values = new float[tensor.Length];
            for (int i = 0; i < values.Length; i++) values[i] = (random.NextSingle() * 2) - 1;
            tensor.CopyFrom(values);
        }
    }

    /// <summary>The bits of all values, canonical and one tensor after the other.</summary>
    public static uint[] CanonicalBits(this TensorSet tensors) =>
        [.. tensors.SelectMany(tensor => MemoryMarshal.Cast<float, uint>(tensor.ToArray()).ToArray())];

    /// <summary>The bits in memory, padding included.</summary>
    public static unsafe uint[] PackedBits(this TensorSet tensors)
    {
        using BufferLease lease = tensors.Buffer.Lease(tensors);
        return new ReadOnlySpan<uint>(lease.Pointer, checked((int)tensors.Buffer.Length)).ToArray();
    }

    /// <summary>Whether everything outside the canonical values is zero, to the bit.</summary>
    public static bool HasZeroPadding(this TensorSet tensors)
    {
        using var repacked = new TensorSet(tensors.Info);
        for (int i = 0; i < tensors.Count; i++) repacked[i].CopyFrom(tensors[i].ToArray());
        return tensors.PackedBits().AsSpan().SequenceEqual(repacked.PackedBits());
    }
}
