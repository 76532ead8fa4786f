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
        IncrementalValuesProvider<ModelDeclaration> models = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Model,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => DeclarationParser.ParseModel((INamedTypeSymbol)match.TargetSymbol, cancellation))
            .WithTrackingName(TrackingNames.ParseModel);
        IncrementalValuesProvider<BlockUnit> blocks = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.Block,
                static (node, _) => node is ClassDeclarationSyntax or RecordDeclarationSyntax,
                static (match, cancellation) => DeclarationParser.ParseBlockUnit((INamedTypeSymbol)match.TargetSymbol, cancellation))
            .WithTrackingName(TrackingNames.ParseBlock);

        IncrementalValuesProvider<GeneratedFile> modelFiles = models
            .Where(static model => model.CanBeReopened)
            .Select(static (model, _) => (Model: model, ModelPlanner.Plan(model).Plan))
            .WithTrackingName(TrackingNames.PlanModel)
            .Select(static (planned, _) => new GeneratedFile(
                ClassFile.HintName(planned.Model.Type),
                planned.Plan is null ? ModelEmitter.EmitStubs(planned.Model.Type, planned.Model.Layers) : ModelEmitter.Emit(planned.Plan)))
            .WithTrackingName(TrackingNames.EmitModel);
        IncrementalValuesProvider<GeneratedFile> blockFiles = blocks
            .Where(static unit => unit.Block.CanBeReopened && !unit.IsModelToo)
            .Select(static (unit, _) => BlockViews.Plan(unit.Block, unit.Inner))
            .WithTrackingName(TrackingNames.PlanBlock)
            .Select(static (views, _) => new GeneratedFile(ClassFile.HintName(views.Type), BlockEmitter.Emit(views)))
            .WithTrackingName(TrackingNames.EmitBlock);

        context.RegisterSourceOutput(modelFiles, static (output, file) => output.AddSource(file.HintName, file.Text));
        context.RegisterSourceOutput(blockFiles, static (output, file) => output.AddSource(file.HintName, file.Text));
    }
}
