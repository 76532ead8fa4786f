using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Emission;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators;

/// <summary>
/// Writes the code of classes with <c>[Model]</c> and <c>[Block]</c>: symbols to records, records to plans, plans to text. Each step is
/// a value, so an edit elsewhere in the project stops at the first one. Layers outside of both get stubs. Errors are the analyzer's to
/// report, except those of a class that leaves a partial property without an implementing part (<see cref="LayerParser.LeavesGap"/>): the
/// compiler has an error there, for which a build drops what analyzers say, so they are reported here.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<Parsed<ModelDeclaration>> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Model,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => ParseModel(match, cancellation))
            .WithTrackingName(TrackingNames.ParseModel)
            .Where(static model => model is not null)
            .Select(static (model, _) => model!);
        IncrementalValuesProvider<Parsed<BlockUnit>> blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Block,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => ParseBlock(match, cancellation))
            .WithTrackingName(TrackingNames.ParseBlock)
            .Where(static unit => unit is not null)
            .Select(static (unit, _) => unit!);
        IncrementalValuesProvider<Parsed<OrphanDeclaration>> orphans = LayerKind.All
            .Select(kind => Orphans(context, kind.Attribute).Collect())
            .Aggregate(static (left, right) => left.Combine(right).Select(static (both, _) => both.Left.AddRange(both.Right)))
            .SelectMany(static (found, _) => found);

        IncrementalValuesProvider<GeneratedFile> modelFiles = models
            .Select(static (model, _) => model.Declaration)
            .Where(static model => model.CanBeReopened)
            .Select(static (model, _) => (Model: model, ModelPlanner.Plan(model).Plan))
            .WithTrackingName(TrackingNames.PlanModel)
            .Select(static (planned, _) => new GeneratedFile(
                ClassFile.HintName(planned.Model.Type),
                planned.Plan is null ? StubEmitter.EmitModel(planned.Model) : ModelEmitter.Emit(planned.Plan)))
            .WithTrackingName(TrackingNames.EmitModel);
        IncrementalValuesProvider<GeneratedFile> blockFiles = blocks
            .Select(static (unit, _) => unit.Declaration)
            .Where(static unit => unit is { Block.CanBeReopened: true, IsModelToo: false })
            .Select(static (unit, _) => BlockViews.Plan(unit.Block, unit.Inner))
            .WithTrackingName(TrackingNames.PlanBlock)
            .Select(static (views, _) => new GeneratedFile(ClassFile.HintName(views.Type), BlockEmitter.Emit(views)))
            .WithTrackingName(TrackingNames.EmitBlock);
        IncrementalValuesProvider<GeneratedFile> orphanFiles = orphans
            .Select(static (orphan, _) => orphan.Declaration)
            .Where(static orphan => orphan is { CanBeReopened: true, Layers.Count: > 0 })
            .Select(static (orphan, _) => new GeneratedFile(ClassFile.HintName(orphan.Type), StubEmitter.EmitFile(orphan.Type, orphan.Layers)))
            .WithTrackingName(TrackingNames.EmitOrphan);

        IncrementalValueProvider<EquatableArray<string>> clashing = HintNamesOf(modelFiles)
            .Combine(HintNamesOf(blockFiles))
            .Combine(HintNamesOf(orphanFiles))
            .Select(static (names, _) => HintNames.Clashing(names.Left.Left.Concat(names.Left.Right).Concat(names.Right)));
        Register(context, modelFiles.Combine(clashing));
        Register(context, blockFiles.Combine(clashing));
        Register(context, orphanFiles.Combine(clashing));
        Register(context, models.SelectMany(static (model, _) => model.Reports));
        Register(context, blocks.SelectMany(static (unit, _) => unit.Reports));
        Register(context, orphans.SelectMany(static (orphan, _) => orphan.Reports));
    }

    private static IncrementalValueProvider<ImmutableArray<string>> HintNamesOf(IncrementalValuesProvider<GeneratedFile> files) =>
        files.Select(static (file, _) => file.HintName).Collect();

    private static void Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<(GeneratedFile File, EquatableArray<string> Clashing)> files) =>
        context.RegisterSourceOutput(
            files.Select(static (named, _) => HintNames.Resolve(named.File, named.Clashing)),
            static (output, file) => output.AddSource(file.HintName, file.Text));

    private static void Register(IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<Report> reports) =>
        context.RegisterSourceOutput(
            reports.WithTrackingName(TrackingNames.Report),
            static (output, report) => output.ReportDiagnostic(report.ToDiagnostic()));

    private static Parsed<ModelDeclaration>? ParseModel(GeneratorAttributeSyntaxContext match, CancellationToken cancellation)
    {
        if (FirstPart(match, KnownNames.Model, cancellation) is not INamedTypeSymbol type) return null;
        ModelDeclaration model = DeclarationParser.ParseModel(type, cancellation);
        return new(model, Report.OfGenerator(type, model.Findings, cancellation));
    }

    private static Parsed<BlockUnit>? ParseBlock(GeneratorAttributeSyntaxContext match, CancellationToken cancellation)
    {
        if (FirstPart(match, KnownNames.Block, cancellation) is not INamedTypeSymbol type) return null;
        BlockUnit unit = DeclarationParser.ParseBlockUnit(type, cancellation);
        return new(unit, unit.IsModelToo ? EquatableArray<Report>.Empty : Report.OfGenerator(type, unit.Block.Findings, cancellation));
    }

    /// <summary>The class, once: an attribute on two of its parts is the compiler's error, and must not give two files.</summary>
    private static INamedTypeSymbol? FirstPart(GeneratorAttributeSyntaxContext match, string attribute, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)match.TargetSymbol;
        SyntaxNode? first = DeclarationParser.Attribute(type, attribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        return first?.FirstAncestorOrSelf<TypeDeclarationSyntax>() == match.TargetNode ? type : null;
    }

    /// <summary>The types whose first layer has the given attribute, and which are neither a model nor a block.</summary>
    private static IncrementalValuesProvider<Parsed<OrphanDeclaration>> Orphans(IncrementalGeneratorInitializationContext context, string attribute) =>
        context.SyntaxProvider
            .ForAttributeWithMetadataName(
                attribute,
                static (node, _) => node is PropertyDeclarationSyntax or IndexerDeclarationSyntax,
                (match, cancellation) =>
                {
                    INamedTypeSymbol type = match.TargetSymbol.ContainingType;
                    if (OrphanParser.IsModelOrBlock(type) || !OrphanParser.IsFirst(match.TargetNode, attribute, type, cancellation)) return null;
                    return new Parsed<OrphanDeclaration>(
                        OrphanParser.Parse(type, cancellation), Report.OfGenerator(type, OrphanParser.Findings(type), cancellation));
                })
            .WithTrackingName(TrackingNames.ParseOrphan)
            .Where(static orphan => orphan is not null)
            .Select(static (orphan, _) => orphan!);
}
