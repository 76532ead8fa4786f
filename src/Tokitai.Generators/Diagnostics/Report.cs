using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Diagnostics;

/// <summary>A diagnostic as a value: a finding with its place in numbers, since a location would keep its whole compilation alive.</summary>
/// <param name="Finding">What is wrong.</param>
/// <param name="Path">Path of the file.</param>
/// <param name="Span">The place in characters.</param>
/// <param name="Lines">The place in lines.</param>
internal sealed record Report(Finding Finding, string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>
    /// The reports that are the generator's to make. The compiler drops what analyzers say when declarations have errors, so the generator
    /// reports the findings of a class where it cannot prevent the compiler's error (<see cref="LayerParser.LeavesGap"/>); the analyzer
    /// reports all others. The rule reads the user's source alone, so both decide alike and nothing is reported twice.
    /// </summary>
    public static EquatableArray<Report> OfGenerator(INamedTypeSymbol type, EquatableArray<Finding> findings, CancellationToken cancellation) =>
        findings.Count > 0 && LayerParser.LeavesGap(type, cancellation)
            ? findings.Select(finding => Of(finding, FindingLocator.Locate(finding, type, cancellation))).ToEquatableArray()
            : EquatableArray<Report>.Empty;

    /// <summary>The diagnostic of a finding.</summary>
    public static Diagnostic Diagnose(Finding finding, Location location) =>
        Diagnostic.Create(Descriptors.Get(finding.Id), location, [.. finding.Arguments.Select(object (argument) => argument)]);

    public Diagnostic ToDiagnostic() => Diagnose(Finding, Location.Create(Path, Span, Lines));

    private static Report Of(Finding finding, Location location) =>
        new(finding, location.SourceTree?.FilePath ?? "", location.SourceSpan, location.GetLineSpan().Span);
}
