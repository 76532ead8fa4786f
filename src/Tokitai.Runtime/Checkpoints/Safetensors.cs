using System;
using System.Collections.Generic;
using System.IO;
using Tokitai.Checkpoints;

namespace Tokitai;

/// <summary>
/// Tensors in files of the .safetensors format (https://github.com/huggingface/safetensors): F32, canonical layout without
/// padding, named as <see cref="TensorInfo.Name"/>. Any other program that reads the format can read the files.
/// </summary>
public static class Safetensors
{
    /// <summary>
    /// Writes a file, in declaration order; the same values and metadata give the same bytes. The file appears under its name
    /// only when it is complete and on the disk: after a crash at any moment there is either the old file or the new one
    /// (and perhaps a leftover <c>.tmp</c> beside it).
    /// </summary>
    /// <param name="path">The file; an existing one is replaced. Its directory must exist.</param>
    /// <param name="tensors">Parameters, gradients, or the state of an optimizer.</param>
    /// <param name="metadata">Kept in the file's header, sorted by key; may be left out.</param>
    /// <exception cref="ArgumentException">The metadata is no valid text, or the header exceeds 100,000,000 bytes.</exception>
    /// <exception cref="IOException">The file cannot be written; what was there before is unchanged.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be written.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public static void Save(string path, TensorSet tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        SafetensorsWriter.Write(path, tensors, metadata ?? new Dictionary<string, string>());
    }

    /// <summary>
    /// Overwrites all tensors with those of a file, whose names and shapes must be exactly those of the set. Everything about
    /// the file is checked before the first value changes; not-a-number and infinite values are loaded as they are.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="tensors">Receives the values.</param>
    /// <returns>The metadata of the file; empty if it has none.</returns>
    /// <exception cref="SafetensorsException">
    /// The file is malformed or does not fit; the message names all missing, unexpected and misshaped tensors (20 of each at
    /// most). Nothing has changed. Only a disk that fails while the values are read leaves some of them changed; the message says so.
    /// </exception>
    /// <exception cref="IOException">The file does not exist or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    /// <exception cref="ObjectDisposedException">The set is disposed.</exception>
    public static IReadOnlyDictionary<string, string> Load(string path, TensorSet tensors)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensors);
        using var reader = SafetensorsReader.Open(path);
        reader.CopyTo(tensors);
        return reader.Header.Metadata;
    }

    /// <summary>Reads the metadata of a file without its tensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The metadata; empty if the file has none.</returns>
    /// <exception cref="SafetensorsException">The file is malformed.</exception>
    /// <exception cref="IOException">The file does not exist or cannot be opened.</exception>
    /// <exception cref="UnauthorizedAccessException">The file may not be read.</exception>
    public static IReadOnlyDictionary<string, string> ReadMetadata(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var reader = SafetensorsReader.Open(path);
        return reader.Header.Metadata;
    }
}
