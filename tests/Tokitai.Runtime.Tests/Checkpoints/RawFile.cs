using System;
using System.Buffers.Binary;
using System.Linq;
using System.Text;
using Tokitai.Tests.Support;

namespace Tokitai.Tests.Checkpoints;

/// <summary>Assembles .safetensors files by hand, right or wrong, independently of the library's writer.</summary>
internal static class RawFile
{
    /// <summary>A right entry for <see cref="VectorModel"/>.</summary>
    public const string Entry = """
        "layer.weight":{"dtype":"F32","shape":[1,37],"data_offsets":[0,148]}
        """;

    /// <summary>Length, header and as many bytes of data.</summary>
    public static byte[] Of(string header, int dataLength) => Of(Encoding.UTF8.GetBytes(header), dataLength);

    public static byte[] Of(byte[] header, int dataLength) => [.. Length((ulong)header.Length), .. header, .. new byte[dataLength]];

    public static byte[] Length(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>A right file for <see cref="VectorModel"/>: values 0, 1, 2, ...</summary>
    public static byte[] Valid() =>
        [.. Of("{" + Entry + "}", 0), .. Enumerable.Range(0, VectorModel.Length).SelectMany(i => BitConverter.GetBytes((float)i))];
}
