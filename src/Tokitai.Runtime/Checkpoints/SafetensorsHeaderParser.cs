using System;
using System.Collections.Generic;
using System.Text.Json;
using System.Text.Unicode;

namespace Tokitai.Checkpoints;

/// <summary>
/// Reads the JSON header of a .safetensors file that may be hostile. Memory stays in proportion to the bytes of the header,
/// whatever numbers stand in it.
/// </summary>
internal ref struct SafetensorsHeaderParser
{
    // The header, an entry, and an array in it.
    private const int MaxDepth = 3;

    private readonly string _fileName;
    private Utf8JsonReader _reader;

    private SafetensorsHeaderParser(string fileName, ReadOnlySpan<byte> json)
    {
        _fileName = fileName;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = MaxDepth });
    }

    /// <summary>Parses and checks a header.</summary>
    /// <param name="fileName">For errors.</param>
    /// <param name="json">The header, padding included.</param>
    /// <param name="dataLength">Bytes that follow the header.</param>
    /// <exception cref="SafetensorsException">The header is malformed, or does not describe the data exactly.</exception>
    public static SafetensorsHeader Parse(string fileName, ReadOnlySpan<byte> json, long dataLength)
    {
        if (json.IsEmpty || json[0] != (byte)'{')
        {
            throw new SafetensorsException(fileName, "the header does not begin with '{': this is no .safetensors file.");
        }

        if (!Utf8.IsValid(json)) throw new SafetensorsException(fileName, "the header is not valid UTF-8.");
        try
        {
            (Dictionary<string, string>? metadata, List<SafetensorsEntry> entries) =
                new SafetensorsHeaderParser(fileName, json).ParseHeader();
            SafetensorsExtents.Check(fileName, entries, dataLength);
            return new SafetensorsHeader(metadata ?? [], entries);
        }
        catch (JsonException exception)
        {
            throw new SafetensorsException(fileName, $"the header is not valid JSON: {exception.Message}");
        }
    }

    private (Dictionary<string, string>? Metadata, List<SafetensorsEntry> Entries) ParseHeader()
    {
        Dictionary<string, string>? metadata = null;
        var entries = new List<SafetensorsEntry>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        _reader.Read();
        while (NextProperty(out string name))
        {
            if (!names.Add(name)) throw Error($"{Quote(name)} occurs twice in the header.");
            if (name == SafetensorsFormat.MetadataKey) metadata = ParseMetadata();
            else entries.Add(ParseEntry(name));
        }

        // Reading on to the end is what finds text behind the closing brace.
        _reader.Read();
        return (metadata, entries);
    }

    private Dictionary<string, string> ParseMetadata()
    {
        Expect(JsonTokenType.StartObject, "the metadata", "an object");
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal);
        while (NextProperty(out string key))
        {
            Expect(JsonTokenType.String, $"the metadata {Quote(key)}", "a string");
            if (!metadata.TryAdd(key, Text())) throw Error($"the metadata {Quote(key)} occurs twice.");
        }

        return metadata;
    }

    private SafetensorsEntry ParseEntry(string name)
    {
        Expect(JsonTokenType.StartObject, $"the entry of {Quote(name)}", "an object");
        string? type = null;
        long[]? shape = null, offsets = null;
        while (NextProperty(out string field))
        {
            string what = $"'{field}' of {Quote(name)}";
            switch (field)
            {
                case SafetensorsFormat.TypeKey when type is null:
                    Expect(JsonTokenType.String, what, "a string");
                    type = Text();
                    break;
                case SafetensorsFormat.ShapeKey when shape is null:
                    shape = Integers(what, SafetensorsFormat.MaxRank);
                    break;
                case SafetensorsFormat.OffsetsKey when offsets is null:
                    offsets = Integers(what, 2);
                    break;
                case SafetensorsFormat.TypeKey or SafetensorsFormat.ShapeKey or SafetensorsFormat.OffsetsKey:
                    throw Error($"{what} occurs twice.");
                default:
                    throw Error($"{Quote(name)} has an unknown field {Quote(field)}.");
            }
        }

        if (type is null) throw Missing(SafetensorsFormat.TypeKey, name);
        if (shape is null) throw Missing(SafetensorsFormat.ShapeKey, name);
        if (offsets is null) throw Missing(SafetensorsFormat.OffsetsKey, name);
        if (type != SafetensorsFormat.Float32) throw Error($"{Quote(name)} has elements of type {Quote(type)}; only F32 is supported.");
        if (offsets.Length != 2) throw Error($"'data_offsets' of {Quote(name)} has {offsets.Length} numbers instead of 2.");
        CheckSize(name, shape, offsets[0], offsets[1]);
        return new SafetensorsEntry(name, shape, offsets[0], offsets[1]);
    }

    private readonly void CheckSize(string name, long[] shape, long begin, long end)
    {
        if (begin > end) throw Error($"{Quote(name)} begins at byte {begin}, behind its end at byte {end}.");
        long bytes = sizeof(float);
        try
        {
            foreach (long size in shape) bytes = checked(bytes * size);
        }
        catch (OverflowException)
        {
            throw Error($"the shape [{string.Join(", ", shape)}] of {Quote(name)} has more elements than any file holds.");
        }

        if (bytes != end - begin)
        {
            throw Error(
                $"{Quote(name)} of shape [{string.Join(", ", shape)}] takes {bytes} bytes, but its offsets {begin} to {end} span {end - begin}.");
        }
    }

    private long[] Integers(string what, int most)
    {
        Expect(JsonTokenType.StartArray, what, "an array");
        var values = new List<long>();
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
        {
            if (values.Count == most) throw Error($"{what} has more than {most} numbers.");

            // Digits alone: the format has whole numbers, so 1e3, 1.5 and -0 are errors even where they could be converted.
            if (_reader.TokenType != JsonTokenType.Number
                || _reader.ValueSpan.ContainsAnyExceptInRange((byte)'0', (byte)'9')
                || !_reader.TryGetInt64(out long value))
            {
                throw Error($"{what} holds something other than whole numbers from 0 to 2^63 - 1.");
            }

            values.Add(value);
        }

        return [.. values];
    }

    private bool NextProperty(out string name)
    {
        _reader.Read();
        bool any = _reader.TokenType == JsonTokenType.PropertyName;
        name = any ? Text() : "";
        return any;
    }

    private void Expect(JsonTokenType token, string what, string kind)
    {
        _reader.Read();
        if (_reader.TokenType != token) throw Error($"{what} is not {kind}.");
    }

    private readonly string Text()
    {
        try
        {
            return _reader.GetString()!;
        }
        catch (InvalidOperationException)
        {
            throw Error("the header holds an escaped half of a surrogate pair, which is no text.");
        }
    }

    private readonly SafetensorsException Missing(string field, string name) => Error($"{Quote(name)} has no '{field}'.");

    private readonly SafetensorsException Error(string problem) => new(_fileName, problem);

    private static string Quote(string name) => QuotedName.Of(name);
}
