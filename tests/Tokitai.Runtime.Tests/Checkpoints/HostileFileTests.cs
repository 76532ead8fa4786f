using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Checkpoints;

/// <summary>A file may have been written by an enemy: every broken rule is named, and nothing has changed.</summary>
public sealed class HostileFileTests : IDisposable
{
    private const string F32 = "\"dtype\":\"F32\"";

    private readonly TempDirectory _directory = new();
    private readonly VectorModel _model = VectorModel.Create(0);

    public void Dispose()
    {
        _model.Dispose();
        _directory.Dispose();
    }

    public static TheoryData<string, string, int, string> Headers => new()
    {
        // what is wrong, header, bytes of data, part of the message
        { "empty", "", 0, "does not begin with '{'" },
        { "array", "[]", 0, "does not begin with '{'" },
        { "leading space", " {}", 0, "does not begin with '{'" },
        { "byte order mark", "\uFEFF{}", 0, "does not begin with '{'" },
        { "unclosed", "{", 0, "not valid JSON" },
        { "text behind", "{" + RawFile.Entry + "} x", 148, "not valid JSON" },
        { "second object", "{" + RawFile.Entry + "}{}", 148, "not valid JSON" },
        { "comment", "{/**/" + RawFile.Entry + "}", 148, "not valid JSON" },
        { "trailing comma", "{" + RawFile.Entry + ",}", 148, "not valid JSON" },
        { "zero byte", "{" + RawFile.Entry + "}\0", 148, "not valid JSON" },
        { "duplicate name", "{" + RawFile.Entry + "," + RawFile.Entry + "}", 148, "'layer.weight' occurs twice" },
        { "duplicate by escape", "{" + RawFile.Entry + "," + RawFile.Entry.Replace("layer", "\\u006cayer") + "}", 148, "occurs twice" },
        { "duplicate metadata", "{\"__metadata__\":{},\"__metadata__\":{}}", 0, "'__metadata__' occurs twice" },
        { "duplicate metadata key", "{\"__metadata__\":{\"a\":\"1\",\"a\":\"2\"}}", 0, "the metadata 'a' occurs twice" },
        { "metadata no object", "{\"__metadata__\":[]}", 0, "the metadata is not an object" },
        { "metadata number", "{\"__metadata__\":{\"a\":1}}", 0, "the metadata 'a' is not a string" },
        { "metadata nested", "{\"__metadata__\":{\"a\":{\"b\":\"c\"}}}", 0, "the metadata 'a' is not a string" },
        { "metadata null", "{\"__metadata__\":{\"a\":null}}", 0, "the metadata 'a' is not a string" },
        { "half surrogate", "{\"__metadata__\":{\"a\":\"\\ud800\"}}", 0, "surrogate" },
        { "half surrogate name", "{\"\\udc00\":{}}", 0, "surrogate" },
        { "entry no object", "{\"x\":1}", 0, "the entry of 'x' is not an object" },
        { "entry null", "{\"x\":null}", 0, "the entry of 'x' is not an object" },
        { "no type", Tensor("\"shape\":[1],\"data_offsets\":[0,4]"), 4, "'x' has no 'dtype'" },
        { "no shape", Tensor(F32 + ",\"data_offsets\":[0,4]"), 4, "'x' has no 'shape'" },
        { "no offsets", Tensor(F32 + ",\"shape\":[1]"), 4, "'x' has no 'data_offsets'" },
        { "unknown field", Tensor(F32 + ",\"shape\":[1],\"data_offsets\":[0,4],\"extra\":1"), 4, "unknown field 'extra'" },
        { "nested junk", Tensor("\"extra\":" + new string('[', 1000)), 4, "unknown field 'extra'" },
        { "deep shape", Tensor(F32 + ",\"shape\":" + new string('[', 1000)), 4, "not valid JSON" },
        { "duplicate type", Tensor(F32 + "," + F32), 4, "'dtype' of 'x' occurs twice" },
        { "duplicate shape", Tensor("\"shape\":[1],\"shape\":[1]"), 4, "'shape' of 'x' occurs twice" },
        { "duplicate offsets", Tensor("\"data_offsets\":[0,4],\"data_offsets\":[0,4]"), 4, "'data_offsets' of 'x' occurs twice" },
        { "type no string", Tensor("\"dtype\":32"), 4, "'dtype' of 'x' is not a string" },
        { "half precision", Tensor("\"dtype\":\"F16\",\"shape\":[2],\"data_offsets\":[0,4]"), 4, "'F16'; only F32" },
        { "integers", Tensor("\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]"), 8, "'I64'; only F32" },
        { "lower case type", Tensor("\"dtype\":\"f32\",\"shape\":[1],\"data_offsets\":[0,4]"), 4, "'f32'; only F32" },
        { "shape no array", Tensor(F32 + ",\"shape\":1"), 4, "'shape' of 'x' is not an array" },
        { "negative size", Sized("-1", "0,4"), 4, "whole numbers" },
        { "minus zero", Sized("-0", "0,0"), 0, "whole numbers" },
        { "fraction", Sized("1.5", "0,6"), 6, "whole numbers" },
        { "whole fraction", Sized("1.0", "0,4"), 4, "whole numbers" },
        { "exponent", Sized("1e3", "0,4000"), 4000, "whole numbers" },
        { "text size", Sized("\"1\"", "0,4"), 4, "whole numbers" },
        { "size beyond 64 bits", Sized("99999999999999999999", "0,4"), 4, "whole numbers" },
        { "product overflows", Sized("4294967296,4294967296", "0,4"), 4, "more elements than any file" },
        { "bytes overflow", Sized("4611686018427387904", "0,0"), 0, "more elements than any file" },
        { "huge rank", Sized(string.Join(',', Enumerable.Repeat(1, 100_000)), "0,4"), 4, "more than 32 numbers" },
        { "one offset", Sized("1", "0"), 4, "has 1 numbers instead of 2" },
        { "three offsets", Sized("1", "0,4,8"), 4, "more than 2 numbers" },
        { "negative offset", Sized("1", "-4,0"), 4, "whole numbers" },
        { "offset with exponent", Sized("1", "0,4e0"), 4, "whole numbers" },
        { "end before begin", Sized("1", "8,4"), 8, "behind its end" },
        { "size differs", Sized("2", "0,4"), 4, "takes 8 bytes, but its offsets 0 to 4 span 4" },
        { "scalar with too much", Sized("", "0,8"), 8, "takes 4 bytes" },
        { "out of bounds", Sized("2", "0,8"), 4, "only 4 bytes follow" },
        { "far out of bounds", Sized("1", "9223372036854775800,9223372036854775804"), 4, "only 4 bytes follow" },
        { "truncated data", "{" + RawFile.Entry + "}", 147, "only 147 bytes follow" },
        { "trailing bytes", "{" + RawFile.Entry + "}", 149, "1 bytes follow 'layer.weight'" },
        { "data without tensors", "{}", 4, "belong to no tensor" },
        { "hole in front", Sized("1", "4,8"), 8, "hole of 4 bytes" },
        { "hole", Pair("0,4", "8,12"), 12, "hole of 4 bytes between 'a' and 'b'" },
        { "overlap", Pair("0,4", "2,6"), 6, "'b' overlaps 'a'" },
        { "same place", Pair("0,4", "0,4"), 4, "overlaps" },
        { "empty shape", Named("layer.weight", "", "0,4"), 4, "'layer.weight' is [] in the file and [1, 37] in the model" },
        { "empty tensor", Named("layer.weight", "0", "0,0"), 0, "'layer.weight' is [0] in the file" },
        { "transposed", Named("layer.weight", "37,1", "0,148"), 148, "[37, 1] in the file and [1, 37] in the model" },
        { "no tensors", "{}", 0, "1 missing: 'layer.weight'" },
        { "another name", Named("layer.bias", "37", "0,148"), 148, "1 missing: 'layer.weight'; 1 unexpected: 'layer.bias'" },
        { "control characters", Named("\\u001b[2J\\n", "1", "0,4"), 4, "'?[2J?'" },
    };

    [Theory]
    [MemberData(nameof(Headers))]
    public void Headers_that_break_a_rule_are_refused(string what, string header, int dataLength, string message) =>
        Refuses(RawFile.Of(header, dataLength), message, what);

    [Fact]
    public void Bytes_that_break_a_rule_are_refused()
    {
        Refuses([], "0 bytes, too few", "empty file");
        Refuses([1, 0, 0], "3 bytes, too few", "no whole length");
        Refuses(RawFile.Length(0), "does not begin with '{'", "no header");
        Refuses([.. RawFile.Length(3), (byte)'{', (byte)'}'], "only 2 follow", "header cut short");
        Refuses([.. RawFile.Length(ulong.MaxValue), (byte)'{', (byte)'}'], "18446744073709551615 bytes, but only 2", "largest length");
        Refuses([.. RawFile.Length(1UL << 63), (byte)'{', (byte)'}'], "only 2 follow", "negative as a signed length");
        Refuses(RawFile.Of([.. "{\""u8, 0xC3, 0x28, .. "\":1}"u8], 0), "not valid UTF-8", "broken UTF-8");
        Refuses(RawFile.Of([.. "{\""u8, 0xED, 0xA0, 0x80, .. "\":1}"u8], 0), "not valid UTF-8", "encoded surrogate");
        Refuses(RawFile.Of([.. "{\""u8, 0xC0, 0xAF, .. "\":1}"u8], 0), "not valid UTF-8", "overlong");
    }

    [Fact]
    public void A_header_above_the_cap_is_refused_before_memory_is_taken()
    {
        string path = _directory["large.safetensors"];
        using (FileStream file = File.Create(path))
        {
            file.Write(RawFile.Length(100_000_001));
            file.SetLength(200_000_000);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        var exception = Assert.Throws<SafetensorsException>(() => Safetensors.Load(path, _model.Parameters));
        Assert.Contains("more than the 100000000", exception.Message);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    [Fact]
    public void Everything_that_does_not_fit_is_reported_at_once_in_bounded_length()
    {
        IEnumerable<string> entries = Enumerable.Range(0, 1_030).Select(i => $"\"extra.{i}\":{{{F32},\"shape\":[0],\"data_offsets\":[0,0]}}");
        string path = Write(RawFile.Of($"{{\"first.bias\":{{{F32},\"shape\":[2],\"data_offsets\":[0,8]}},{string.Join(',', entries)}}}", 8));
        using SmallModel model = SmallModel.Create(0);
        string message = Assert.Throws<SafetensorsException>(() => Safetensors.Load(path, model.Parameters)).Message;

        Assert.Contains("not those of SmallModel", message);
        Assert.Contains("6 missing: 'first.weight', 'first.norm.weight', 'first.norm.bias', 'blocks.0.up.weight', 'blocks.0.up.bias', 'last.weight'", message);
        Assert.Contains("1030 unexpected: 'extra.", message);
        Assert.Contains(", and 30 more", message);
        Assert.Contains("1 of another shape: 'first.bias' is [2] in the file and [300] in the model", message);
    }

    [Fact]
    public void Long_names_are_cut_in_messages()
    {
        string path = Write(RawFile.Of(Named(new string('n', 1_000_000), "1", "0,4"), 4));
        Assert.InRange(Assert.Throws<SafetensorsException>(() => Safetensors.Load(path, _model.Parameters)).Message.Length, 1, 1000);
    }

    [Fact]
    public void Mutated_files_load_or_are_refused_and_never_do_anything_else()
    {
        var random = new Random(20251124);
        byte[] valid = RawFile.Valid();
        string path = _directory["mutated.safetensors"];
        int refused = 0;
        for (int i = 0; i < 4000; i++)
        {
            byte[] mutated = Mutate(valid, random);
            File.WriteAllBytes(path, mutated);
            _model.Parameters.Randomize(1);
            uint[] values = _model.Parameters.PackedBits();
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Safetensors.Load(path, _model.Parameters);
            }
            catch (SafetensorsException)
            {
                refused++;
                Assert.Equal(values, _model.Parameters.PackedBits());
            }

            // The header is 70 bytes: nothing it says may cost more than a few objects and an exception.
            Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 18);
            Assert.True(_model.Parameters.HasZeroPadding());
        }

        Assert.InRange(refused, 1000, 3999);
    }

    private static byte[] Mutate(byte[] valid, Random random)
    {
        List<byte> bytes = [.. valid];
        int headerEnd = 8 + RawFile.Entry.Length + 2;
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            // Mostly in the header, where the rules are; data may hold anything.
            int at = random.Next(random.Next(8) == 0 ? bytes.Count : Math.Min(headerEnd, bytes.Count));
            switch (random.Next(5))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                case 2: bytes[at] = (byte)"{}[]\",:0123456789e.- "[random.Next(21)]; break;
                case 3: bytes.RemoveAt(at); break;
                default: bytes.Insert(at, (byte)"{}[]\",:0123456789e.- "[random.Next(21)]); break;
            }
        }

        return [.. bytes];
    }

    private static string Tensor(string fields) => $"{{\"x\":{{{fields}}}}}";

    private static string Sized(string shape, string offsets) => Named("x", shape, offsets);

    private static string Named(string name, string shape, string offsets) =>
        $"{{\"{name}\":{{{F32},\"shape\":[{shape}],\"data_offsets\":[{offsets}]}}}}";

    private static string Pair(string first, string second) =>
        $"{{\"a\":{{{F32},\"shape\":[1],\"data_offsets\":[{first}]}},\"b\":{{{F32},\"shape\":[1],\"data_offsets\":[{second}]}}}}";

    private string Write(byte[] content)
    {
        string path = _directory["hostile.safetensors"];
        File.WriteAllBytes(path, content);
        return path;
    }

    private void Refuses(byte[] content, string message, string what)
    {
        string path = Write(content);
        _model.Parameters.Randomize(1);
        uint[] before = _model.Parameters.PackedBits();
        var exception = Assert.Throws<SafetensorsException>(() => Safetensors.Load(path, _model.Parameters));
        Assert.True(exception.Message.Contains(message, StringComparison.Ordinal), $"{what}: {exception.Message}");
        Assert.StartsWith(path, exception.Message);
        Assert.Equal(path, exception.FileName);
        Assert.Equal(before, _model.Parameters.PackedBits());
    }
}
