using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>What the user of a build sees of an erroneous declaration.</summary>
internal static class Errors
{
    /// <summary>An expected error.</summary>
    /// <param name="Id">The diagnostic.</param>
    /// <param name="At">The source text of its location.</param>
    /// <param name="Message">The message.</param>
    public sealed record Expected(string Id, string At, string Message);

    /// <summary>Demands exactly one error of ours, and none of the compiler's.</summary>
    public static Task AssertAsync(string source, string id, string at, string message) =>
        AssertAsync([source], [new Expected(id, at, message)]);

    /// <summary>Demands exactly these errors of ours in the order of the text, and of the compiler's those that no stub can prevent.</summary>
    public static async Task AssertAsync(IEnumerable<string> sources, IEnumerable<Expected> expected, params string[] compilers)
    {
        GeneratorRun run = GeneratorRun.Erroneous(sources.Select(source => Header + source));
        ImmutableArray<Diagnostic> found = await run.BuildAsync();
        Assert.Equal(expected, found.Select(diagnostic => Describe(diagnostic, run.Before)));
        Assert.All(found, diagnostic => Assert.Equal(DiagnosticSeverity.Error, diagnostic.Severity));
        Assert.Equal(compilers.Order(), run.After.GetDiagnostics()
            .Where(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error)
            .Select(diagnostic => diagnostic.Id).Order());
    }

    public const string Header = "using Tokitai;\nnamespace Sample;\n";

    private static Expected Describe(Diagnostic diagnostic, Compilation compilation)
    {
        // The generator's places have no tree, but must mean the same in lines as in characters.
        FileLinePositionSpan place = diagnostic.Location.GetLineSpan();
        SourceText text = compilation.SyntaxTrees.Single(tree => tree.FilePath == place.Path).GetText();
        Assert.Equal(text.Lines.GetTextSpan(place.Span), diagnostic.Location.SourceSpan);
        string at = text.ToString(diagnostic.Location.SourceSpan);
        return new Expected(diagnostic.Id, at, diagnostic.GetMessage(System.Globalization.CultureInfo.InvariantCulture));
    }
}
