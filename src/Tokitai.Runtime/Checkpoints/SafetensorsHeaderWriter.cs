using System;
using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tokitai.Checkpoints;

/// <summary>Writes the length and the JSON header of a .safetensors file.</summary>
internal static class SafetensorsHeaderWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Makes everything that stands before the data.</summary>
    /// <param name="info">The model; its tensors follow each other in declaration order.</param>
    /// <param name="metadata">Written sorted by key, so that equal contents give equal bytes.</param>
    /// <exception cref="ArgumentException">The metadata is no valid text, or too long.</exception>
    public static byte[] Write(ModelInfo info, IReadOnlyDictionary<string, string> metadata)
    {
        var json = new ArrayBufferWriter<byte>();

        // A file needs none of the escapes that protect text inside HTML.
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(json, options))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0) WriteMetadata(writer, metadata);
            long begin = 0;
            foreach (TensorInfo tensor in info.Tensors) WriteEntry(writer, tensor, ref begin);
            writer.WriteEndObject();
        }

        return Frame(json.WrittenSpan);
    }

    private static byte[] Frame(ReadOnlySpan<byte> json)
    {
        int padding = -json.Length & (SafetensorsFormat.HeaderAlignment - 1);
        int length = json.Length + padding;
        if (length > SafetensorsFormat.MaxHeaderLength)
        {
            throw new ArgumentException(
                $"The metadata and the table of tensors take {length} bytes; the format allows {SafetensorsFormat.MaxHeaderLength}.", "metadata");
        }

        var header = new byte[SafetensorsFormat.PrefixLength + length];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)length);
        json.CopyTo(header.AsSpan(SafetensorsFormat.PrefixLength));
        header.AsSpan(header.Length - padding).Fill((byte)' ');
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject(SafetensorsFormat.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            RequireText(key, key);
            RequireText(value, key);
            writer.WriteString(key, value);
        }

        writer.WriteEndObject();
    }

    /// <summary>The JSON writer would replace broken surrogate pairs in silence, and write null as no string.</summary>
    private static void RequireText(string? text, string key)
    {
        if (text is null) throw new ArgumentException($"The metadata {QuotedName.Of(key)} is null.", "metadata");
        try
        {
            StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException($"The metadata {QuotedName.Of(key)} holds half of a surrogate pair, which no file can keep.", "metadata");
        }
    }

    private static void WriteEntry(Utf8JsonWriter writer, TensorInfo tensor, ref long begin)
    {
        long end = begin + (tensor.Length * sizeof(float));
        writer.WriteStartObject(tensor.Name);
        writer.WriteString(SafetensorsFormat.TypeKey, SafetensorsFormat.Float32);
        writer.WriteStartArray(SafetensorsFormat.ShapeKey);
        foreach (int size in tensor.Shape) writer.WriteNumberValue(size);
        writer.WriteEndArray();
        writer.WriteStartArray(SafetensorsFormat.OffsetsKey);
        writer.WriteNumberValue(begin);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        begin = end;
    }
}
