using System;
using System.Buffers.Binary;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace Tokitai.Tests.Optimizers;

/// <summary>A path of 25 steps that PyTorch computed in float64; read independently of the library's own reader.</summary>
internal sealed class OptimizerCase
{
    private readonly byte[] _file;

    public OptimizerCase(string name) =>
        _file = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Reference", name + ".safetensors"));

    public float[] Start => Read("param.start");

    public float[][] Gradients => [.. Read("grads").Chunk(Support.VectorModel.Length)];

    /// <summary>The norm of each step's gradients, in the cases that clip.</summary>
    public float[] Norms => Read("norms");

    public float[][] After => [.. Read("param.after").Chunk(Support.VectorModel.Length)];

    private float[] Read(string name)
    {
        int header = 8 + (int)BinaryPrimitives.ReadInt64LittleEndian(_file);
        using JsonDocument json = JsonDocument.Parse(_file.AsMemory(8, header - 8));
        JsonElement offsets = json.RootElement.GetProperty(name).GetProperty("data_offsets");
        return MemoryMarshal.Cast<byte, float>(_file.AsSpan((header + offsets[0].GetInt32())..(header + offsets[1].GetInt32()))).ToArray();
    }
}
