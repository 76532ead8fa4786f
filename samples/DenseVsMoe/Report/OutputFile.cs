using System;
using System.IO;

namespace DenseVsMoe.Report;

/// <summary>Files that appear under their names only when they are complete.</summary>
public static class OutputFile
{
    /// <summary>Writes a file beside its place and moves it there.</summary>
    /// <param name="path">The file; one of that name is replaced.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<Stream> write)
    {
        ArgumentNullException.ThrowIfNull(write);
        string unfinished = path + ".unfinished";
        try
        {
            using (FileStream stream = File.Create(unfinished))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch
        {
            File.Delete(unfinished);
            throw;
        }
    }
}
