using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text;
using Tokitai.Checkpoints;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Checkpoints;

/// <summary>What is written comes back to the bit, in the form that the format prescribes.</summary>
public sealed class SafetensorsTests : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly SmallModel _model = SmallModel.Create(0);

    public void Dispose()
    {
        _model.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Values_come_back_to_the_bit()
    {
        uint[] special = [0x80000000, 0x00000001, 0x807FFFFF, 0x7F800000, 0xFF800000, 0x7FC00001, 0xFFC12345, 0x7F7FFFFF];
        _model.Parameters.Randomize(1);
        foreach (TensorView tensor in _model.Parameters)
        {
            float[] values = tensor.ToArray();
            for (int i = 0; i < values.Length; i += 3) values[i] = BitConverter.UInt32BitsToSingle(special[i % special.Length]);
            tensor.CopyFrom(values);
        }

        using SmallModel loaded = SmallModel.Create(0);
        loaded.Parameters.Randomize(2);
        Safetensors.Save(_directory["a"], _model.Parameters);
        Assert.Empty(Safetensors.Load(_directory["a"], loaded.Parameters));
        Assert.Equal(_model.Parameters.PackedBits(), loaded.Parameters.PackedBits());
    }

    [Fact]
    public void Equal_contents_give_equal_bytes()
    {
        _model.Parameters.Randomize(1);
        Safetensors.Save(_directory["a"], _model.Parameters, new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" });
        Safetensors.Save(_directory["b"], _model.Parameters, new SortedDictionary<string, string> { ["a"] = "1", ["b"] = "2" });
        Assert.Equal(File.ReadAllBytes(_directory["a"]), File.ReadAllBytes(_directory["b"]));
    }

    [Fact]
    public void The_file_is_the_one_that_the_format_prescribes()
    {
        using VectorModel model = VectorModel.Create(0);
        float[] values = [.. Enumerable.Range(0, VectorModel.Length).Select(i => i + 0.5f)];
        model.Parameters[0].CopyFrom(values);
        Safetensors.Save(_directory["a"], model.Parameters, new Dictionary<string, string> { ["größe"] = "\"1\"" });

        string json = "{\"__metadata__\":{\"größe\":\"\\\"1\\\"\"}," + RawFile.Entry + "}";
        while (Encoding.UTF8.GetByteCount(json) % 8 != 0) json += " ";
        byte[] file = File.ReadAllBytes(_directory["a"]);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        Assert.Equal(json, Encoding.UTF8.GetString(file, 8, headerLength));
        Assert.Equal(values.SelectMany(BitConverter.GetBytes), file.Skip(8 + headerLength));
    }

    [Fact]
    public void A_file_assembled_by_hand_is_read()
    {
        using VectorModel model = VectorModel.Create(0);
        File.WriteAllBytes(_directory["a"], RawFile.Valid());
        Safetensors.Load(_directory["a"], model.Parameters);
        Assert.Equal(Enumerable.Range(0, VectorModel.Length).Select(i => (float)i), model.Parameters[0].ToArray());
    }

    [Fact]
    public void The_order_in_a_file_is_free()
    {
        // Backwards in the header and in the data, with spaces and escapes that this writer would not make.
        long end = 0;
        var entries = new List<string>();
        var data = new List<byte>();
        _model.Parameters.Randomize(1);
        foreach (TensorView tensor in _model.Parameters.Reverse())
        {
            byte[] values = [.. tensor.ToArray().SelectMany(BitConverter.GetBytes)];
            data.AddRange(values);
            string name = tensor.Name.Replace(".", "\\u002e");
            entries.Insert(0, $" \"{name}\" :\n{{ \"data_offsets\": [{end}, {end += values.Length}], \"shape\": [{string.Join(" , ", tensor.Shape)}], \"dtype\": \"F32\" }}");
        }

        File.WriteAllBytes(_directory["a"], [.. RawFile.Of($"{{{string.Join(',', entries)}}} \n", 0), .. data]);
        using SmallModel loaded = SmallModel.Create(0);
        Safetensors.Load(_directory["a"], loaded.Parameters);
        Assert.Equal(_model.Parameters.PackedBits(), loaded.Parameters.PackedBits());
    }

    [Fact]
    public void Metadata_comes_back()
    {
        var metadata = new Dictionary<string, string> { [""] = "", ["step"] = "12", ["text"] = "a\"b\\c\n\u0001 日本 😀 <&>" };
        Safetensors.Save(_directory["a"], _model.Parameters, metadata);
        Assert.Equal(metadata, Safetensors.ReadMetadata(_directory["a"]));
        Assert.Equal(metadata, Safetensors.Load(_directory["a"], _model.Parameters));
    }

    [Fact]
    public void Metadata_that_is_no_text_is_refused_and_the_old_file_stays()
    {
        File.WriteAllText(_directory["a"], "old");
        foreach (var metadata in new Dictionary<string, string>[] { new() { ["k"] = "\ud800" }, new() { ["\udc00"] = "" }, new() { ["k"] = null! } })
        {
            Assert.Throws<ArgumentException>("metadata", () => Safetensors.Save(_directory["a"], _model.Parameters, metadata));
        }

        Assert.Equal("old", File.ReadAllText(_directory["a"]));
    }

    [Fact]
    public void A_save_replaces_the_old_file_and_leaves_nothing_else()
    {
        File.WriteAllText(_directory["a"], "old");
        Safetensors.Save(_directory["a"], _model.Parameters);
        Safetensors.Load(_directory["a"], _model.Parameters);
        Assert.Equal([_directory["a"]], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_write_that_fails_half_way_leaves_the_old_file_and_no_other()
    {
        File.WriteAllText(_directory["a"], "old");
        using (var file = new AtomicFile(_directory["a"], 1000))
        {
            // Leaving without Commit is what an exception of the disk does.
            file.Stream.Write(new byte[500]);
        }

        Assert.Equal("old", File.ReadAllText(_directory["a"]));
        Assert.Single(Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void A_rename_that_fails_leaves_no_temporary_file()
    {
        Directory.CreateDirectory(_directory["a"]);
        File.WriteAllText(Path.Combine(_directory["a"], "inside"), "old");
        Exception? exception = Record.Exception(() => Safetensors.Save(_directory["a"], _model.Parameters));
        Assert.True(exception is IOException or UnauthorizedAccessException, $"{exception}");
        Assert.Equal([_directory["a"]], Directory.GetFileSystemEntries(_directory.Path));
    }

    [Fact]
    public void The_new_file_is_complete_before_it_has_its_name()
    {
        File.WriteAllText(_directory["a"], "old");
        using var file = new AtomicFile(_directory["a"], 3);
        file.Stream.Write("new"u8);
        Assert.Equal("old", File.ReadAllText(_directory["a"]));
        file.Commit();
        Assert.Equal("new", File.ReadAllText(_directory["a"]));
    }

    [Fact]
    public void Missing_files_and_disposed_sets_are_reported_as_such()
    {
        Assert.Throws<FileNotFoundException>(() => Safetensors.Load(_directory["none"], _model.Parameters));
        var missing = Assert.Throws<DirectoryNotFoundException>(() => Safetensors.Save(_directory["none/a"], _model.Parameters));
        Assert.StartsWith($"'{_directory["none/a"]}' cannot be written", missing.Message);
        Safetensors.Save(_directory["a"], _model.Parameters);
        _model.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Safetensors.Save(_directory["b"], _model.Parameters));
        Assert.Throws<ObjectDisposedException>(() => Safetensors.Load(_directory["a"], _model.Parameters));
        Assert.False(File.Exists(_directory["b"]));
    }
}
