using System;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai.Checkpoints;

/// <summary>Writes the tensors of a set to a .safetensors file.</summary>
internal static unsafe class SafetensorsWriter
{
    /// <summary>Writes a file that appears complete or not at all.</summary>
    public static void Write(string path, TensorSet tensors, IReadOnlyDictionary<string, string> metadata)
    {
        byte[] header = SafetensorsHeaderWriter.Write(tensors.Info, metadata);
        long longest = 0;
        foreach (TensorInfo tensor in tensors.Info.Tensors) longest = Math.Max(longest, tensor.Length);

        using var canonical = AlignedBuffer.Allocate(longest);
        using BufferLease destination = canonical.Lease(canonical);
        using BufferLease source = tensors.Buffer.Lease(tensors);
        using var file = new AtomicFile(path, header.Length + (tensors.Info.ParameterCount * sizeof(float)));
        file.Stream.Write(header);
        foreach (TensorInfo tensor in tensors.Info.Tensors)
        {
            PackedLayout.Unpack(source.Pointer + tensor.Offset, tensor, destination.Pointer);
            WriteValues(file.Stream, destination.Pointer, tensor.Length);
        }

        file.Commit();
    }

    private static void WriteValues(FileStream file, float* source, long length)
    {
        const int Block = SafetensorsFormat.BlockLength / sizeof(float);
        for (long done = 0; done < length; done += Block)
        {
            var values = new Span<float>(source + done, (int)Math.Min(Block, length - done));
            SafetensorsFormat.ConvertEndianness(values);
            file.Write(MemoryMarshal.AsBytes(values));
        }
    }
}
