using System;
using System.IO;

namespace Tokitai.Checkpoints;

/// <summary>
/// A file that appears under its name only when it is complete: written beside it, flushed to the disk, then renamed over
/// what was there. Disposed without <see cref="Commit"/>, it leaves no trace.
/// </summary>
internal sealed class AtomicFile : IDisposable
{
    private readonly string _path;
    private readonly string _temporaryPath;
    private bool _committed;

    /// <summary>Creates the temporary file.</summary>
    /// <param name="path">The name in the end.</param>
    /// <param name="length">Bytes that will be written: a disk that is too full fails here, not after minutes.</param>
    /// <exception cref="DirectoryNotFoundException">The directory of the file does not exist.</exception>
    public AtomicFile(string path, long length)
    {
        _path = Path.GetFullPath(path);

        // Else the error would name the temporary file, which nobody has heard of.
        if (!Directory.Exists(Path.GetDirectoryName(_path)))
        {
            throw new DirectoryNotFoundException($"'{_path}' cannot be written: there is no directory '{Path.GetDirectoryName(_path)}'.");
        }

        // The same directory, since only a rename within a file system is atomic; a random name, since two processes may
        // save the same file, and the one that renames first must not rename what the other is still writing.
        _temporaryPath = $"{_path}.{Path.GetRandomFileName()}.tmp";
        Stream = new FileStream(_temporaryPath, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            BufferSize = 0,
            PreallocationSize = length,
        });
    }

    public FileStream Stream { get; }

    /// <summary>Puts the file into its place.</summary>
    public void Commit()
    {
        Stream.Flush(flushToDisk: true);
        Stream.Dispose();
        File.Move(_temporaryPath, _path, overwrite: true);
        _committed = true;
    }

    public void Dispose()
    {
        Stream.Dispose();
        if (_committed) return;
        try
        {
            File.Delete(_temporaryPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The error that led here matters more than a leftover.
        }
    }
}
