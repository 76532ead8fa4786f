using System;
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Tokitai.Checkpoints;

/// <summary>
/// What reader and writer of .safetensors share. A file is: the length of the header (8 bytes, little-endian), the header
/// (JSON, padded with spaces), the data. Offsets in the header count from the start of the data.
/// </summary>
internal static class SafetensorsFormat
{
    /// <summary>Bytes of the length in front of the header.</summary>
    public const int PrefixLength = 8;

    /// <summary>Largest header in bytes, as in the format's reference implementation.</summary>
    public const int MaxHeaderLength = 100_000_000;

    /// <summary>Data starts at a multiple of this many bytes in files written here; files of others may do without.</summary>
    public const int HeaderAlignment = 8;

    /// <summary>Largest rank that is read: far above any tensor of a model, and a bound for what a file may claim.</summary>
    public const int MaxRank = 32;

    /// <summary>Bytes of a read or write: large enough for full speed of a disk, small beside any model.</summary>
    public const int BlockLength = 1 << 22;

    public const string MetadataKey = "__metadata__";

    public const string TypeKey = "dtype";

    public const string ShapeKey = "shape";

    public const string OffsetsKey = "data_offsets";

    /// <summary>The one type of element that is read and written.</summary>
    public const string Float32 = "F32";

    /// <summary>Converts floats between the machine's byte order and the file's, in place.</summary>
    public static void ConvertEndianness(Span<float> values)
    {
        if (BitConverter.IsLittleEndian) return;
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(values);
        BinaryPrimitives.ReverseEndianness(bits, bits);
    }
}
