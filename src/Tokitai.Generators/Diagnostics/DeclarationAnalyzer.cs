using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Diagnostics;

/// <summary>
/// Reports what is wrong in the declarations of models and blocks. It shares parser and planner with the generator, and turns their
/// findings into diagnostics on the very attribute or member at fault. The findings of a class that leaves a partial property without an
/// implementing part (<see cref="LayerParser.LeavesGap"/>) are the generator's to report: the compiler has an error there, for which a
/// build drops what analyzers say. All others are reported here, and here alone.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc/>
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [.. Descriptors.All];

    /// <inheritdoc/>
    public override void Initialize(AnalysisContext context)
    {
        // A file that calls itself generated may declare models too, and must not hide their errors.
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.Analyze | GeneratedCodeAnalysisFlags.ReportDiagnostics);
        context.EnableConcurrentExecution();
        context.RegisterSymbolAction(Analyze, SymbolKind.NamedType);
    }

    private static void Analyze(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        if (LayerParser.LeavesGap(type, context.CancellationToken)) return;
        bool isModel = DeclarationParser.Attribute(type, KnownNames.Model) is not null;
        bool isBlock = DeclarationParser.Attribute(type, KnownNames.Block) is not null;
        if (isModel)
        {
            ModelDeclaration model = DeclarationParser.ParseModel(type, context.CancellationToken);
            Report(context, type, model.Findings);
            Report(context, type, ModelPlanner.Plan(model).Findings);
        }
        else if (isBlock)
        {
            Report(context, type, DeclarationParser.ParseBlock(type, context.CancellationToken).Findings);
        }
        else
        {
            Report(context, type, OrphanParser.Findings(type));
        }
    }

    private static void Report(SymbolAnalysisContext context, INamedTypeSymbol type, EquatableArray<Finding> findings)
    {
        foreach (Finding finding in findings)
        {
            // A finding may lie in a block that the model uses.
            INamedTypeSymbol? owner = finding.Type == TypeParser.MetadataName(type)
                ? type
                : type.ContainingAssembly.GetTypeByMetadataName(finding.Type);
            context.ReportDiagnostic(Diagnostics.Report.Diagnose(finding, FindingLocator.Locate(finding, owner ?? type, context.CancellationToken)));
        }
    }
}
