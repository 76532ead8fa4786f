using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Emission;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators;

/// <summary>
/// Writes the code of classes with <c>[Model]</c> and <c>[Block]</c>: symbols to records, records to plans, plans to text. Each step is
/// a value, so an edit elsewhere in the project stops at the first one. Errors are the analyzer's to report.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ModelGenerator : IIncrementalGenerator
{
    /// <inheritdoc/>
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        IncrementalValuesProvider<ModelDeclaration?> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Model,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => FirstPart(match, KnownNames.Model, cancellation) is INamedTypeSymbol type ? DeclarationParser.ParseModel(type, cancellation) : null)
            .WithTrackingName(TrackingNames.ParseModel);
        IncrementalValuesProvider<BlockUnit?> blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Block,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => FirstPart(match, KnownNames.Block, cancellation) is INamedTypeSymbol type ? DeclarationParser.ParseBlockUnit(type, cancellation) : null)
            .WithTrackingName(TrackingNames.ParseBlock);

        IncrementalValuesProvider<GeneratedFile> modelFiles = models
            .Where(static model => model is { CanBeReopened: true })
            .Select(static (model, _) => (Model: model!, ModelPlanner.Plan(model!).Plan))
            .WithTrackingName(TrackingNames.PlanModel)
            .Select(static (planned, _) => new GeneratedFile(
                ClassFile.HintName(planned.Model.Type),
                planned.Plan is null ? ModelEmitter.EmitStubs(planned.Model.Type, planned.Model.Layers) : ModelEmitter.Emit(planned.Plan)))
            .WithTrackingName(TrackingNames.EmitModel);
        IncrementalValuesProvider<GeneratedFile> blockFiles = blocks
            .Where(static unit => unit is { Block.CanBeReopened: true, IsModelToo: false })
            .Select(static (unit, _) => BlockViews.Plan(unit!.Block, unit.Inner))
            .WithTrackingName(TrackingNames.PlanBlock)
            .Select(static (views, _) => new GeneratedFile(ClassFile.HintName(views.Type), BlockEmitter.Emit(views)))
            .WithTrackingName(TrackingNames.EmitBlock);

        IncrementalValueProvider<EquatableArray<string>> clashing = modelFiles.Select(static (file, _) => file.HintName).Collect()
            .Combine(blockFiles.Select(static (file, _) => file.HintName).Collect())
            .Select(static (names, _) => HintNames.Clashing(names.Left.Concat(names.Right)));
        Register(context, modelFiles.Combine(clashing));
        Register(context, blockFiles.Combine(clashing));
    }

    private static void Register(
        IncrementalGeneratorInitializationContext context, IncrementalValuesProvider<(GeneratedFile File, EquatableArray<string> Clashing)> files) =>
        context.RegisterSourceOutput(
            files.Select(static (named, _) => HintNames.Resolve(named.File, named.Clashing)),
            static (output, file) => output.AddSource(file.HintName, file.Text));

    /// <summary>The class, once: an attribute on two of its parts is the compiler's error, and must not give two files.</summary>
    private static INamedTypeSymbol? FirstPart(GeneratorAttributeSyntaxContext match, string attribute, CancellationToken cancellation)
    {
        var type = (INamedTypeSymbol)match.TargetSymbol;
        SyntaxNode? first = DeclarationParser.Attribute(type, attribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation);
        return first?.FirstAncestorOrSelf<TypeDeclarationSyntax>() == match.TargetNode ? type : null;
    }
}
