using System.Collections.Generic;
using System.Threading;
using Microsoft.CodeAnalysis;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads which models a model is to match. Their declarations come along, so that a change of one is a change of the model.</summary>
internal static class MatchedBudgetParser
{
    public static EquatableArray<MatchedBudgetDeclaration> Parse(
        INamedTypeSymbol type, string key, List<Finding> findings, CancellationToken cancellation)
    {
        var matched = new List<MatchedBudgetDeclaration>();
        List<AttributeData> attributes = DeclarationParser.Attributes(type, KnownNames.MatchedBudget, cancellation);
        for (int i = 0; i < attributes.Count; i++)
        {
            // An argument that the compiler rejects is its error to report.
            if (attributes[i].ConstructorArguments is not [{ Kind: not TypedConstantKind.Error } other] || other.Value is ITypeSymbol { TypeKind: TypeKind.Error }) continue;
            double tolerance = attributes[i].Named("Tolerance", 0.01);
            int measure = attributes[i].Named("Measure", 0), before = findings.Count;
            if (!(tolerance is >= 0 and < 1))
            {
                findings.Add(On(
                    i, Ids.ValueNotAllowed, key, "Tolerance", $"The tolerance of the matched budget of {type.Name}", ArgumentCheck.Shown(tolerance), "at least 0 and below 1"));
            }

            if (measure is < (int)BudgetMeasure.Parameters or > (int)BudgetMeasure.TrainingFlops)
            {
                findings.Add(On(i, Ids.UndefinedValue, key, "Measure", "Measure", type.Name, Numbers.Text(measure), "BudgetMeasure"));
            }

            if (Obstacle(type, other.Value as ITypeSymbol) is string obstacle)
            {
                string shown = (other.Value as ITypeSymbol)?.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat) ?? "null";
                findings.Add(On(i, Ids.NotAModelToMatch, key, "other", type.Name, shown, obstacle));
            }

            if (findings.Count > before) continue;
            ModelDeclaration model = DeclarationParser.ParseModelAlone((INamedTypeSymbol)other.Value!, cancellation);
            matched.Add(new MatchedBudgetDeclaration(model, tolerance, (BudgetMeasure)measure, i));
        }

        return new(matched);
    }

    /// <summary>What stands in the way of a comparison.</summary>
    private static string? Obstacle(INamedTypeSymbol type, ITypeSymbol? other)
    {
        if (SymbolEqualityComparer.Default.Equals(type, other)) return "the model itself";
        bool isModel = other is INamedTypeSymbol
            && SymbolEqualityComparer.Default.Equals(other.ContainingAssembly, type.ContainingAssembly)
            && DeclarationParser.Attribute(other, KnownNames.Model) is not null;
        return isModel ? null : "no class with [Model] in the source of this project";
    }

    private static Finding On(int occurrence, string id, string key, string argument, params string[] words) =>
        Finding.OnAttribute(id, key, null, KnownNames.MatchedBudget, argument, words) with { Occurrence = occurrence };
}
