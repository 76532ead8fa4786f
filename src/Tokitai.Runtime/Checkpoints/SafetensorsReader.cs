using System;
using System.Buffers.Binary;
using System.Collections.Generic;
using System.IO;
using System.Runtime.InteropServices;
using Tokitai.Kernels;
using Tokitai.Memory;

namespace Tokitai.Checkpoints;

/// <summary>An open .safetensors file with a checked header.</summary>
internal sealed unsafe class SafetensorsReader : IDisposable
{
    private readonly FileStream _file;
    private readonly string _fileName;

    private SafetensorsReader(FileStream file, string fileName)
    {
        _file = file;
        _fileName = fileName;
        Header = ReadHeader();
    }

    public SafetensorsHeader Header { get; }

    /// <summary>Opens a file and checks everything that can be known without a model.</summary>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    public static SafetensorsReader Open(string path)
    {
        var file = new FileStream(path, new FileStreamOptions
        {
            BufferSize = 0,
            Options = FileOptions.SequentialScan,

            // Delete lets a Save replace the file meanwhile; this reader goes on with the old one.
            Share = FileShare.Read | FileShare.Delete,
        });
        try
        {
            return new SafetensorsReader(file, path);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Overwrites all tensors, after checking that names and shapes are theirs.</summary>
    /// <exception cref="SafetensorsException">The tensors of the file are others, or the disk fails.</exception>
    public void CopyTo(TensorSet tensors)
    {
        IReadOnlyList<SafetensorsEntry> entries = Header.Entries;
        TensorInfo[] targets = TensorMatch.Find(_fileName, entries, tensors.Info);
        long longest = 0;
        foreach (TensorInfo target in targets) longest = Math.Max(longest, target.Length);

        // The model bounds the memory, not the file. One tensor at a time: packing needs all rows of a tile.
        using var canonical = AlignedBuffer.Allocate(longest);
        using BufferLease source = canonical.Lease(canonical);
        using BufferLease destination = tensors.Buffer.Lease(tensors);
        for (int i = 0; i < targets.Length; i++)
        {
            try
            {
                ReadValues(source.Pointer, targets[i].Length);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                throw new SafetensorsException(
                    _fileName, $"reading '{targets[i].Name}' failed, with {i} of {targets.Length} tensors overwritten: {exception.Message}");
            }

            PackedLayout.Pack(source.Pointer, targets[i], destination.Pointer + targets[i].Offset);
        }
    }

    public void Dispose() => _file.Dispose();

    private SafetensorsHeader ReadHeader()
    {
        // Pipes and devices have no length, without which nothing below could be checked before memory is taken.
        if (!_file.CanSeek) throw new SafetensorsException(_fileName, "this is no regular file.");
        long fileLength = _file.Length;
        if (fileLength < SafetensorsFormat.PrefixLength)
        {
            throw new SafetensorsException(_fileName, $"the file has {fileLength} bytes, too few for the length of a header.");
        }

        Span<byte> prefix = stackalloc byte[SafetensorsFormat.PrefixLength];
        ReadHeaderBytes(prefix);
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        long available = fileLength - SafetensorsFormat.PrefixLength;
        if (headerLength > (ulong)available)
        {
            throw new SafetensorsException(
                _fileName, $"the header should have {headerLength} bytes, but only {available} follow: the file is cut short, or no .safetensors file.");
        }

        if (headerLength > SafetensorsFormat.MaxHeaderLength)
        {
            throw new SafetensorsException(
                _fileName, $"the header has {headerLength} bytes, more than the {SafetensorsFormat.MaxHeaderLength} that the format allows.");
        }

        var json = new byte[(int)headerLength];
        ReadHeaderBytes(json);
        return SafetensorsHeaderParser.Parse(_fileName, json, available - json.Length);
    }

    private void ReadHeaderBytes(Span<byte> bytes)
    {
        try
        {
            _file.ReadExactly(bytes);
        }
        catch (IOException exception)
        {
            throw new SafetensorsException(_fileName, $"reading the header failed: {exception.Message}");
        }
    }

    private void ReadValues(float* destination, long length)
    {
        const int Block = SafetensorsFormat.BlockLength / sizeof(float);
        for (long done = 0; done < length; done += Block)
        {
            var values = new Span<float>(destination + done, (int)Math.Min(Block, length - done));
            _file.ReadExactly(MemoryMarshal.AsBytes(values));
            SafetensorsFormat.ConvertEndianness(values);
        }
    }
}
