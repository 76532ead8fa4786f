using System.IO;
using System.Linq;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Tokitai.Generators.Diagnostics;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>Every diagnostic is documented, listed and cannot be configured away.</summary>
public class DescriptorTests
{
    private static readonly string Root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(ThisFile())!, "../../.."));

    [Fact]
    public void IdsCountFromOneWithoutGaps() =>
        Assert.Equal(Enumerable.Range(1, Descriptors.All.Length).Select(i => $"TKT{i:D4}"), Descriptors.All.Select(descriptor => descriptor.Id));

    [Fact]
    public void AllAreErrorsThatCannotBeConfigured() => Assert.All(Descriptors.All, descriptor =>
    {
        Assert.Equal(DiagnosticSeverity.Error, descriptor.DefaultSeverity);
        Assert.True(descriptor.IsEnabledByDefault);
        Assert.Contains(WellKnownDiagnosticTags.NotConfigurable, descriptor.CustomTags);
    });

    [Fact]
    public void TheAnalyzerSupportsAll() => Assert.Equal(Descriptors.All, new DeclarationAnalyzer().SupportedDiagnostics);

    [Fact]
    public void TheReleaseFileListsAllWithTheirTitles()
    {
        string folder = Path.Combine(Root, "src/Tokitai.Generators/Diagnostics");
        string text = File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Shipped.md")) + File.ReadAllText(Path.Combine(folder, "AnalyzerReleases.Unshipped.md"));
        Assert.All(Descriptors.All, descriptor => Assert.Contains($"{descriptor.Id} | {descriptor.Category} | Error | {descriptor.Title}", text));
    }

    [Fact]
    public void EachHasAPageThatItsHelpLinkLeadsTo() => Assert.All(Descriptors.All, descriptor =>
    {
        Assert.EndsWith($"/docs/diagnostics/{descriptor.Id}.md", descriptor.HelpLinkUri);
        string page = File.ReadAllText(Path.Combine(Root, "docs/diagnostics", descriptor.Id + ".md"));
        Assert.StartsWith($"# {descriptor.Id}: {descriptor.Title}\n", page.Replace("\r\n", "\n"));
        Assert.Contains("## Wrong", page);
        Assert.Contains("## Right", page);
    });

    [Fact]
    public void TheListOfPagesIsComplete()
    {
        string list = File.ReadAllText(Path.Combine(Root, "docs/diagnostics/README.md"));
        Assert.All(Descriptors.All, descriptor => Assert.Contains($"[{descriptor.Id}]({descriptor.Id}.md) | {descriptor.Title}", list));
    }

    private static string ThisFile([CallerFilePath] string path = "") => path;
}
