using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tokitai.Tests.Support;

/// <summary>
/// A case that PyTorch computed in float64 (see Reference/README.md). Read here without the library's own reader, which tests must
/// not trust.
/// </summary>
internal sealed class ReferenceCase
{
    private readonly byte[] _data;
    private readonly JsonElement _header;

    public ReferenceCase(string name)
    {
        byte[] file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".safetensors"));
        int length = (int)BinaryPrimitives.ReadUInt64LittleEndian(file);
        _header = JsonDocument.Parse(file.AsMemory(8, length)).RootElement;
        _data = file[(8 + length)..];
    }

    /// <summary>Number of parameter tensors.</summary>
    public int ParameterCount => _header.EnumerateObject().Count(entry => entry.Name.StartsWith("param.", StringComparison.Ordinal));

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name, "F32")).ToArray();

    public int[] Labels(string name) => [.. MemoryMarshal.Cast<byte, long>(Bytes(name, "I64")).ToArray().Select(label => (int)label)];

    public IReadOnlyList<int> Shape(string name) => [.. _header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(size => size.GetInt32())];

    private ReadOnlySpan<byte> Bytes(string name, string type)
    {
        JsonElement entry = _header.GetProperty(name);
        if (entry.GetProperty("dtype").GetString() != type) throw new InvalidDataException($"{name} is no {type}");
        int[] offsets = [.. entry.GetProperty("data_offsets").EnumerateArray().Select(offset => offset.GetInt32())];
        return _data.AsSpan(offsets[0]..offsets[1]);
    }
}
