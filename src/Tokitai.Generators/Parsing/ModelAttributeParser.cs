using System.Collections.Generic;
using Microsoft.CodeAnalysis;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Finds attributes of models on classes that are none: they would do nothing there.</summary>
internal static class ModelAttributeParser
{
    private static readonly string[] OfModels = [KnownNames.Head, KnownNames.ParameterBudget, KnownNames.MatchedBudget];

    public static void Check(INamedTypeSymbol type, string key, List<Finding> findings)
    {
        if (DeclarationParser.Attribute(type, KnownNames.Model) is not null) return;
        foreach (string name in OfModels)
        {
            if (DeclarationParser.Attribute(type, name) is null) continue;
            string shown = name.Substring("Tokitai.".Length, name.Length - "Tokitai.Attribute".Length);
            findings.Add(Finding.OnAttribute(Ids.NotAModel, key, null, name, null, type.Name, shown));
        }
    }
}
