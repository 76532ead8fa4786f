using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tokitai.Tests.Support;

/// <summary>
/// A case that PyTorch computed in float64 (Reference/*.safetensors): an 8-byte little-endian header length, a JSON header,
/// then the data. Written for tests alone, so that the library's own reader is not tested by itself.
/// </summary>
internal sealed class ReferenceFile
{
    private readonly byte[] _bytes;
    private readonly int _data;
    private readonly JsonElement _header;

    private ReferenceFile(byte[] bytes)
    {
        _bytes = bytes;
        int length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        _header = JsonDocument.Parse(bytes.AsMemory(8, length)).RootElement;
        _data = 8 + length;
    }

    /// <summary>Names of the tensors, sorted.</summary>
    public IEnumerable<string> Names =>
        _header.EnumerateObject().Select(p => p.Name).Where(n => n != "__metadata__").Order(StringComparer.Ordinal);

    /// <summary>Opens a case by its name, without path and extension.</summary>
    public static ReferenceFile Open(string name) =>
        new(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".safetensors")));

    public string Metadata(string key) => _header.GetProperty("__metadata__").GetProperty(key).GetString()!;

    public int[] Shape(string tensor) =>
        [.. _header.GetProperty(tensor).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    public float[] Floats(string tensor) => MemoryMarshal.Cast<byte, float>(Data(tensor, "F32")).ToArray();

    /// <summary>Labels, stored as I64.</summary>
    public int[] Labels(string tensor) => [.. MemoryMarshal.Cast<byte, long>(Data(tensor, "I64")).ToArray().Select(v => checked((int)v))];

    private ReadOnlySpan<byte> Data(string tensor, string type)
    {
        JsonElement entry = _header.GetProperty(tensor);
        string? actual = entry.GetProperty("dtype").GetString();
        if (actual != type) throw new InvalidDataException($"'{tensor}' is {actual}, not {type}.");
        int begin = entry.GetProperty("data_offsets")[0].GetInt32();
        int end = entry.GetProperty("data_offsets")[1].GetInt32();
        return _bytes.AsSpan(_data + begin, end - begin);
    }
}
