using System;
using System.IO;

namespace Tokitai.Study.Tests.Support;

/// <summary>A folder that is gone after the test.</summary>
internal sealed class Temporary : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("study-").FullName;

    public string this[string name] => Path.Combine(Folder, name);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
