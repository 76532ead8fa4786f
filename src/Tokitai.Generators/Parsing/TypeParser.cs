using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads a class itself: how it is named and reopened, and whether it is of a kind that can be a model or a block.</summary>
internal static class TypeParser
{
    /// <summary>Namespaces as metadata has them: a keyword stands without its @.</summary>
    private static readonly SymbolDisplayFormat Unescaped = new(typeQualificationStyle: SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces);

    public static TypeIdentity Identity(INamedTypeSymbol type)
    {
        var containers = new List<string>();
        for (INamedTypeSymbol? outer = type.ContainingType; outer is not null; outer = outer.ContainingType)
        {
            containers.Insert(0, Header(outer));
        }

        string space = type.ContainingNamespace.IsGlobalNamespace
            ? ""
            : type.ContainingNamespace.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));
        return new TypeIdentity(space, new(containers), Header(type), Escape(type.Name), MetadataName(type), FullName(type));
    }

    public static string FullName(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat);

    /// <summary>The name by which a compilation finds the class again.</summary>
    public static string MetadataName(INamedTypeSymbol type)
    {
        if (type.ContainingType is not null) return MetadataName(type.ContainingType) + "+" + type.MetadataName;
        return type.ContainingNamespace is { IsGlobalNamespace: false } space
            ? space.ToDisplayString(Unescaped) + "." + type.MetadataName
            : type.MetadataName;
    }

    /// <summary>A name as C# source must write it.</summary>
    public static string Escape(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    /// <summary>Adds what is wrong with the class, and tells whether a part of it can be generated (stubs at least).</summary>
    public static bool Check(INamedTypeSymbol type, List<Finding> findings, CancellationToken cancellation)
    {
        string key = MetadataName(type);
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (!IsPartial(current, cancellation))
            {
                findings.Add(Finding.OnType(Ids.NotPartial, key, type.Name, current.Name));
                break;
            }

            bool isSelf = ReferenceEquals(current, type);
            if (current.TypeParameters.Length > 0)
            {
                findings.Add(Finding.OnType(Ids.UnsupportedClass, key, type.Name, isSelf ? "it is generic" : $"it lies in the generic type {current.Name}"));
                break;
            }

            if (current.IsFileLocal)
            {
                findings.Add(Finding.OnType(Ids.UnsupportedClass, key, type.Name, isSelf ? "it is local to its file" : $"it lies in {current.Name}, which is local to its file"));
                break;
            }
        }

        if (UnsupportedShape(type) is string shape) findings.Add(Finding.OnType(Ids.UnsupportedClass, key, type.Name, shape));
        return CanBeReopened(type, cancellation);
    }

    /// <summary>Whether a part of a type can be written in another file.</summary>
    public static bool CanBeReopened(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (INamedTypeSymbol? current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || !IsPartial(current, cancellation)) return false;
        }

        return true;
    }

    private static string? UnsupportedShape(INamedTypeSymbol type)
    {
        if (type.IsRecord) return "it is a record";
        if (type.IsStatic) return "it is static";
        if (type.IsAbstract) return "it is abstract";
        if (type.BaseType is { SpecialType: not SpecialType.System_Object } parent) return $"it derives from {parent.Name}";
        ISymbol? required = type.GetMembers().FirstOrDefault(member => member is IPropertySymbol { IsRequired: true } or IFieldSymbol { IsRequired: true });
        return required is null ? null : $"its member '{required.Name}' is required, and generated code makes instances without it";
    }

    private static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellation) => type.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellation))
        .OfType<TypeDeclarationSyntax>()
        .Any(declaration => declaration.Modifiers.Any(SyntaxKind.PartialKeyword));

    /// <summary>What a further part of a type begins with. Constraints need not be repeated, variance must be.</summary>
    private static string Header(INamedTypeSymbol type)
    {
        string parameters = string.Join(", ", type.TypeParameters.Select(parameter =>
            parameter.Variance switch { VarianceKind.In => "in ", VarianceKind.Out => "out ", _ => "" } + Escape(parameter.Name)));
        return $"partial {Keyword(type)} {Escape(type.Name)}" + (parameters.Length > 0 ? $"<{parameters}>" : "");
    }

    private static string Keyword(INamedTypeSymbol type) => (type.TypeKind, type.IsRecord) switch
    {
        (TypeKind.Struct, true) => "record struct",
        (TypeKind.Struct, false) => "struct",
        (TypeKind.Interface, _) => "interface",
        (_, true) => "record",
        _ => "class",
    };
}
