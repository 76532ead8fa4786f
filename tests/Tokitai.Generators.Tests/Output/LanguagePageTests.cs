using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Output;

/// <summary>docs/language.md shows what the generator writes: each declaration compiles, and each generated line is there.</summary>
public class LanguagePageTests
{
    private static readonly string[] Sections = Page().Split("```csharp\n").Skip(1).ToArray();

    public static TheoryData<int> Numbers() => [.. Enumerable.Range(0, Sections.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void EachDeclarationGivesTheCodeBelowIt(int section)
    {
        string[] parts = Sections[section].Split("```");
        GeneratorRun run = GeneratorRun.Valid(Errors.Header + Documented(parts[0]));
        string[] generated = [.. run.Texts.Values.SelectMany(text => Shorten(text).Split('\n')).Select(line => line.Trim())];
        string[] shown = [.. parts.Where(part => part.StartsWith("text\n", StringComparison.Ordinal)).Select(part => part["text\n".Length..])];
        Assert.NotEmpty(shown);
        Assert.All(shown.SelectMany(text => text.Trim().Split('\n')), line => Assert.Contains(line.Trim(), generated));
    }

    /// <summary>The strictest settings want documentation, which a page of declarations would drown in.</summary>
    private static string Documented(string code) => "#pragma warning disable CS1591\n" + code;

    private static string Shorten(string text) => text
        .Replace("global::Tokitai.CompilerServices.", "").Replace("global::Tokitai.", "").Replace("global::System.", "").Replace("global::Sample.", "")
        .Replace("_tokitai", "");

    private static string Page([CallerFilePath] string thisFile = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(thisFile)!, "../../../docs/language.md")).Replace("\r\n", "\n");
}
