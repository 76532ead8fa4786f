using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>The compiler that <c>dotnet build</c> starts, with the generator and the analyzer as it loads them.</summary>
internal static partial class RealCompiler
{
    /// <summary>An error as the compiler prints it: <c>File0.cs(3,29): error TKT0001: ...</c>.</summary>
    public sealed record Error(string File, int Line, int Column, string Id, string Message);

    /// <summary>Compiles source texts, named as those of <see cref="Compilations.Create"/>, and returns all errors in order of the text.</summary>
    public static async Task<IReadOnlyList<Error>> ErrorsAsync(params IEnumerable<string> sources)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("tokitai");
        try
        {
            string[] files = [.. sources.Select((source, i) => Write(folder, $"File{i}.cs", source))];
            string response = Write(folder, "compile.rsp", string.Join("\n", Arguments(files).Select(argument => $"\"{argument}\"")));
            var start = new ProcessStartInfo(Path.Combine(Root, OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"), ["exec", Compiler, "/noconfig", "@" + response])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
            };
            using Process process = Process.Start(start)!;
            string output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            Assert.Equal(process.ExitCode != 0, output.Contains(": error ", StringComparison.Ordinal));
            return
            [
                .. ErrorLine().Matches(output)
                    .Select(match => new Error(
                        Path.GetFileName(match.Groups[1].Value), int.Parse(match.Groups[2].Value), int.Parse(match.Groups[3].Value), match.Groups[4].Value,
                        match.Groups[5].Value.TrimEnd()))
                    .OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).ThenBy(error => error.Column).ThenBy(error => error.Id, StringComparer.Ordinal),
            ];
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Framework => Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    private static string Root => Path.GetFullPath(Path.Combine(Framework, "../../.."));

    /// <summary>That of the newest SDK beside the running framework.</summary>
    private static string Compiler => Directory.GetDirectories(Path.Combine(Root, "sdk"))
        .Select(sdk => Path.Combine(sdk, "Roslyn/bincore/csc.dll"))
        .Where(File.Exists)
        .MaxBy(File.GetLastWriteTimeUtc) ?? throw new FileNotFoundException($"No compiler lies under {Root}/sdk.");

    private static IEnumerable<string> Arguments(IEnumerable<string> files) =>
    [
        "/target:library", "/out:Sample.dll", "/langversion:latest", "/nullable:enable", "/preferreduilang:en-US", "/nologo",
        "/analyzer:" + typeof(ModelGenerator).Assembly.Location,
        "/reference:" + typeof(ModelAttribute).Assembly.Location,
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetDirectoryName(path) == Framework)
            .Select(path => "/reference:" + path),
        .. files,
    ];

    private static string Write(DirectoryInfo folder, string name, string text)
    {
        string path = Path.Combine(folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [GeneratedRegex(@"^(.+)\((\d+),(\d+)\): error (\w+): (.*)$", RegexOptions.Multiline)]
    private static partial Regex ErrorLine();
}
