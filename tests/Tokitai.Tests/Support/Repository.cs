using System;
using System.IO;

namespace Tokitai.Tests.Support;

/// <summary>Where the repository's own files lie, for tests that hold documents against sources.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Tokitai.sln"))) directory = directory.Parent;
        return directory?.FullName ?? throw new DirectoryNotFoundException("Tokitai.sln is in no directory above the tests.");
    }
}
