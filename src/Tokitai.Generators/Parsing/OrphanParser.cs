using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads types that have layers and are neither a model nor a block.</summary>
internal static class OrphanParser
{
    public static OrphanDeclaration Parse(INamedTypeSymbol type, CancellationToken cancellation)
    {
        // The user may have written the implementing part: nothing forbids it in a class that is not ours.
        string[] implemented = [.. type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property.PartialImplementationPart is not null)
            .Select(property => property.Name)];
        return new OrphanDeclaration(
            TypeParser.Identity(type),
            TypeParser.CanBeReopened(type, cancellation),
            LayerParser.Parse(type, [], cancellation).Where(layer => !implemented.Contains(layer.DisplayName)).ToEquatableArray());
    }

    /// <summary>
    /// One finding for each property with a layer's attribute and for each attribute that only models have; none in a model or a block.
    /// </summary>
    public static EquatableArray<Finding> Findings(INamedTypeSymbol type)
    {
        if (IsModelOrBlock(type)) return EquatableArray<Finding>.Empty;
        string key = TypeParser.MetadataName(type);
        var findings = new List<Finding>();
        ModelAttributeParser.Check(type, key, findings);
        findings.AddRange(type.GetMembers().OfType<IPropertySymbol>()
            .Where(property => property.GetAttributes().Any(LayerParser.IsLayerAttribute))
            .Select(property => Finding.OnMember(Ids.OrphanLayer, key, property.Name, property.Name, type.Name)));
        return new(findings);
    }

    /// <summary>Whether a property is the one that stands for its type: the first with a layer's attribute, by the first such attribute.</summary>
    public static bool IsFirst(SyntaxNode property, string attribute, INamedTypeSymbol type, CancellationToken cancellation)
    {
        var first = (
            from member in type.GetMembers().OfType<IPropertySymbol>()
            from data in member.GetAttributes()
            where LayerParser.IsLayerAttribute(data)
            let syntax = data.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<MemberDeclarationSyntax>()
            where syntax is BasePropertyDeclarationSyntax // and no parameter of a record, which a search for properties does not find
            select (syntax, LayerParser.AttributeName(data))).FirstOrDefault();
        return first == (property, attribute);
    }

    public static bool IsModelOrBlock(INamedTypeSymbol type) =>
        DeclarationParser.Attribute(type, KnownNames.Model) is not null || DeclarationParser.Attribute(type, KnownNames.Block) is not null;
}
