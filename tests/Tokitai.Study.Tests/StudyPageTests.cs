using System;
using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using DenseVsMoe.Options;
using DenseVsMoe.Study;
using Xunit;

namespace Tokitai.Study.Tests;

/// <summary>docs/study.md says what is true of the sample.</summary>
public sealed class StudyPageTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../.."));
    private static readonly string Page = Read("docs/study.md");

    /// <summary>All code on the page is code of the sample, so it compiles.</summary>
    [Fact]
    public void Its_code_is_the_samples()
    {
        string[] sources = [.. Directory.GetFiles(Path.Combine(Root, "samples/DenseVsMoe/Models"), "*.cs", SearchOption.AllDirectories).Select(Read)];
        string[] blocks = [.. Page.Split("```csharp\n").Skip(1).Select(text => text[..text.IndexOf("```", StringComparison.Ordinal)])];
        Assert.Equal(3, blocks.Length);
        Assert.All(blocks, block => Assert.Contains(sources, source => source.Contains(block, StringComparison.Ordinal)));
    }

    [Fact]
    public void It_names_every_arm() => Assert.All(Budget.Nano.Contestants, arm =>
    {
        Assert.Contains($"`{arm.Name}`", Page, StringComparison.Ordinal);
        Assert.Contains(Page.Split('\n'), line => line.StartsWith($"| {arm.Name} ", StringComparison.Ordinal));
    });

    [Fact]
    public void It_names_every_option() => Assert.All(
        new StudyOptions().Command.Options.Where(option => option.Name is not ("--help" or "--version")),
        option => Assert.Contains($"`{option.Name}`", Page, StringComparison.Ordinal));

    [Fact]
    public void Its_links_lead_somewhere() => Assert.All(
        Page.Split("](").Skip(1).Select(text => text[..text.IndexOf(')', StringComparison.Ordinal)]).Where(link => !link.StartsWith('#')),
        link => Assert.True(File.Exists(Path.Combine(Root, "docs", link.Split('#')[0])), link));

    [Fact]
    public void Its_placeholders_are_filled() => Assert.DoesNotContain('@', Page);

    private static string Read(string path) => File.ReadAllText(Path.Combine(Root, path)).Replace("\r\n", "\n", StringComparison.Ordinal);

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
