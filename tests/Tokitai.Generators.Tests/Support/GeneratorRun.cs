using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Tokitai.Generators.Diagnostics;
using Xunit;

namespace Tokitai.Generators.Tests.Support;

/// <summary>
/// One run of the generator. Every run is also a test of the pipeline: nothing may run again after an edit elsewhere, and nothing that
/// it keeps may hold on to a compilation.
/// </summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(CSharpCompilation before, CSharpCompilation after, GeneratorRunResult result)
    {
        Before = before;
        After = after;
        Result = result;
        Reported = InOrder(result.Diagnostics);
    }

    /// <summary>The compilation that the generator saw.</summary>
    public CSharpCompilation Before { get; }

    /// <summary>The compilation with the generated files, which the analyzer sees.</summary>
    public CSharpCompilation After { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>What the generator itself reports, in order of the text.</summary>
    public ImmutableArray<Diagnostic> Reported { get; }

    /// <summary>Texts of the generated files by hint name.</summary>
    public IReadOnlyDictionary<string, string> Texts =>
        Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

    /// <summary>A run on sources without errors: the result must compile without a single warning at the strictest settings.</summary>
    public static GeneratorRun Valid(params IEnumerable<string> sources)
    {
        GeneratorRun run = Of(Compilations.Create(sources));
        Assert.Empty(run.Reported);
        StrictCompilation.AssertClean(StrictCompilation.ShowGeneratedWarnings(run.After));
        return run;
    }

    /// <summary>A run on sources that have errors.</summary>
    public static GeneratorRun Erroneous(params IEnumerable<string> sources) => Of(Compilations.Create(sources));

    public static GeneratorRun Of(CSharpCompilation compilation)
    {
        GeneratorDriver driver = NewDriver().RunGeneratorsAndUpdateCompilation(
            compilation, out Compilation after, out ImmutableArray<Diagnostic> diagnostics);
        GeneratorRunResult result = driver.GetRunResult().Results.Single();
        Assert.Null(result.Exception);
        Assert.All(diagnostics, diagnostic => Assert.Contains(diagnostic.Descriptor, Descriptors.All)); // None of Roslyn's about the generator itself.
        Incrementality.AssertCachedAfterUnrelatedEdit(driver, compilation);
        ObjectGraph.AssertFreeOfSymbols(result.TrackedSteps);
        ParseEquality.Assert(compilation, (CSharpCompilation)after);
        return new GeneratorRun(compilation, (CSharpCompilation)after, result);
    }

    public static GeneratorDriver NewDriver() => CSharpGeneratorDriver.Create(
        [new ModelGenerator().AsSourceGenerator()],
        parseOptions: Compilations.Parsing,
        driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true));

    /// <summary>What an editor shows of ours, in order of the text: generator and analyzer together, and nothing twice.</summary>
    public async Task<ImmutableArray<Diagnostic>> EditorAsync()
    {
        ImmutableArray<Diagnostic> analyzed = await After.WithAnalyzers([new DeclarationAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        ImmutableArray<Diagnostic> all = InOrder(Reported.Concat(analyzed));
        Assert.Distinct(all.Select(diagnostic => (diagnostic.ToString(), diagnostic.Location.SourceSpan)));
        return all;
    }

    /// <summary>
    /// What a build shows of ours, in order of the text. The compiler stops at errors in declarations, the generator's own included, and
    /// analyzers are not heard then; <see cref="Tests.Diagnostics.BuildTests"/> holds this against the real one.
    /// </summary>
    public async Task<ImmutableArray<Diagnostic>> BuildAsync()
    {
        ImmutableArray<Diagnostic> all = await EditorAsync();
        bool stops = Reported.Concat(After.GetDeclarationDiagnostics()).Any(diagnostic => diagnostic.DefaultSeverity == DiagnosticSeverity.Error);
        return stops ? Reported : all;
    }

    private static ImmutableArray<Diagnostic> InOrder(IEnumerable<Diagnostic> diagnostics) =>
    [
        .. diagnostics
            .OrderBy(diagnostic => diagnostic.Location.GetLineSpan().Path, StringComparer.Ordinal)
            .ThenBy(diagnostic => diagnostic.Location.SourceSpan.Start)
            .ThenBy(diagnostic => diagnostic.Id, StringComparer.Ordinal),
    ];
}
