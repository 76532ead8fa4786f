using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads the layer properties of one class.</summary>
internal static class LayerParser
{
    /// <summary>Largest number of features of a layer, and of inputs of a model.</summary>
    public const int MaxFeatures = 1 << 24;

    /// <summary>Largest number of copies of a block.</summary>
    public const int MaxCopies = 100_000;

    /// <summary>The layers in textual order; what is wrong with them goes to the findings.</summary>
    public static List<LayerDeclaration> Parse(INamedTypeSymbol type, List<Finding> findings, CancellationToken cancellation)
    {
        string key = TypeParser.MetadataName(type);
        var layers = new List<(LayerDeclaration Layer, PropertyDeclarationSyntax Syntax)>();
        foreach (IPropertySymbol property in type.GetMembers().OfType<IPropertySymbol>())
        {
            if (property.PartialDefinitionPart is not null || !IsLayer(property)) continue;
            if (property.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation) is not BasePropertyDeclarationSyntax declared) continue;
            if (declared is not PropertyDeclarationSyntax syntax)
            {
                NotAProperty(key, property.MetadataName, "this[]", declared.Type, findings);
                continue;
            }

            if (ParseProperty(key, property, syntax, findings) is LayerDeclaration layer) layers.Add((layer, syntax));
        }

        var ordered = layers
            .OrderBy(layer => layer.Syntax.SyntaxTree.FilePath, System.StringComparer.Ordinal)
            .ThenBy(layer => layer.Syntax.SpanStart)
            .ToList();
        if (ordered.Count == 0 && !findings.Any(finding => finding.Member is not null))
        {
            findings.Add(Finding.OnType(Ids.NoLayers, key, type.Name));
        }

        foreach ((LayerDeclaration layer, PropertyDeclarationSyntax syntax) in ordered)
        {
            if (syntax.Parent == ordered[0].Syntax.Parent) continue;
            findings.Add(Finding.OnMember(
                Ids.ScatteredLayers, key, layer.DisplayName, layer.DisplayName, type.Name, ordered[0].Layer.DisplayName));
        }

        foreach (var group in ordered.Select(layer => layer.Layer).GroupBy(layer => layer.PathName).Where(group => group.Count() > 1))
        {
            LayerDeclaration second = group.ElementAt(1);
            findings.Add(Finding.OnMember(Ids.EqualNames, key, second.DisplayName, group.First().DisplayName, second.DisplayName, group.Key));
        }

        return [.. ordered.Select(layer => layer.Layer)];
    }

    /// <summary>Whether a property has a layer's attribute, or is a partial property of a layer's type.</summary>
    public static bool IsLayer(IPropertySymbol property) =>
        property.GetAttributes().Any(IsLayerAttribute) || (property.IsPartialDefinition && IsLayerType(property.Type));

    /// <summary>
    /// Whether a partial layer property of the class gets no implementing part, not even a stub: a part of the class cannot be written,
    /// or the property is an indexer. The compiler then has an error in the class, whatever the generator does.
    /// </summary>
    public static bool LeavesGap(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var gaps = type.GetMembers().OfType<IPropertySymbol>().Where(property => property.IsPartialDefinition && IsLayer(property)).ToList();
        return gaps.Count > 0 && (gaps.Any(property => property.IsIndexer) || !TypeParser.CanBeReopened(type, cancellation));
    }

    public static bool IsLayerAttribute(AttributeData attribute) => LayerKind.OfAttribute(AttributeName(attribute)) is not null;

    public static string? AttributeName(AttributeData attribute) => attribute.AttributeClass?.ToDisplayString();

    private static bool IsLayerType(ITypeSymbol type) => LayerKind.OfType(type) is not null;

    private static LayerDeclaration? ParseProperty(
        string key, IPropertySymbol property, PropertyDeclarationSyntax syntax, List<Finding> findings)
    {
        string[] modifiers = [.. syntax.Modifiers.Select(modifier => modifier.Text)];
        string reference = property.RefKind switch { RefKind.Ref => "ref ", RefKind.RefReadOnly => "ref readonly ", _ => "" };
        string header = string.Join(" ", modifiers.Concat([reference + TypeParser.FullName(property.Type)]));
        string name = TypeParser.Escape(property.Name);
        string accessors = Accessors(syntax);
        var invalid = new InvalidDeclaration(name, header, accessors);

        AttributeData[] attributes = [.. property.GetAttributes().Where(IsLayerAttribute)];
        string display = property.Name;
        if (!property.IsPartialDefinition || property.IsStatic || property.RefKind != RefKind.None || property.GetMethod is null || property.SetMethod is not null)
        {
            NotAProperty(key, display, display, syntax.Type, findings);

            // The compiler has no implementing part to ask for unless the property is partial.
            return property.IsPartialDefinition ? invalid : null;
        }

        if (attributes.Length == 0)
        {
            findings.Add(Finding.OnMember(
                Ids.MissingAttribute, key, display, display, property.Type.Name, LayerKind.OfType(property.Type)!.AttributeText));
            return invalid;
        }

        if (attributes.Length > 1)
        {
            string second = AttributeName(attributes[1])!;
            findings.Add(Finding.OnAttribute(Ids.SeveralAttributes, key, display, second, null, display, attributes.Length.ToString()));
            return invalid;
        }

        int before = findings.Count;
        LayerDeclaration? layer = LayerAttributeParser.Parse(key, property, attributes[0], name, header, findings);
        return layer is null || findings.Count > before ? invalid : layer;
    }

    private static void NotAProperty(string key, string member, string shown, TypeSyntax type, List<Finding> findings) =>
        findings.Add(Finding.OnMember(Ids.LayerProperty, key, member, shown, (type is RefTypeSyntax reference ? reference.Type : type).ToString()));

    /// <summary>The accessors as an implementing part must repeat them; empty for a getter alone.</summary>
    private static string Accessors(PropertyDeclarationSyntax syntax)
    {
        if (syntax.AccessorList is null) return "";
        // While an accessor is being typed, its keyword is none yet: code with it would not be an implementing part.
        string text = string.Join(";", syntax.AccessorList.Accessors.Where(accessor => !accessor.IsKind(SyntaxKind.UnknownAccessorDeclaration)).Select(
            accessor => string.Join(" ", accessor.Modifiers.Select(modifier => modifier.Text).Concat([accessor.Keyword.Text]))));
        return text == "get" ? "" : text;
    }
}
