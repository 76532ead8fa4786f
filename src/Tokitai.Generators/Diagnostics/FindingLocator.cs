using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Diagnostics;

/// <summary>Finds the place of a finding in the source again.</summary>
internal static class FindingLocator
{
    public static Location Locate(Finding finding, INamedTypeSymbol type, CancellationToken cancellation)
    {
        ISymbol symbol = finding.Member is null
            ? type
            : type.GetMembers().FirstOrDefault(member => (member.Name == finding.Member || member.MetadataName == finding.Member) && member.Locations.Any(location => location.IsInSource)) ?? type;
        if (finding.Attribute is not null
            && DeclarationParser.Attributes(symbol, finding.Attribute, cancellation).ElementAtOrDefault(finding.Occurrence) is AttributeData data
            && data.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax attribute)
        {
            return Argument(attribute, data.AttributeConstructor, finding.Argument)?.GetLocation() ?? attribute.GetLocation();
        }

        // The parts of a class that the generator adds come later in the list, or carry no attribute.
        SyntaxReference? declaration = SymbolEqualityComparer.Default.Equals(symbol, type)
            ? AttributedPart(type, cancellation)
            : symbol.DeclaringSyntaxReferences.FirstOrDefault();
        return declaration?.GetSyntax(cancellation) switch
        {
            PropertyDeclarationSyntax property => property.Identifier.GetLocation(),
            IndexerDeclarationSyntax indexer => indexer.ThisKeyword.GetLocation(),
            BaseTypeDeclarationSyntax declared => declared.Identifier.GetLocation(),
            MethodDeclarationSyntax method => method.Identifier.GetLocation(),
            _ => symbol.Locations.FirstOrDefault() ?? Location.None,
        };
    }

    private static SyntaxReference? AttributedPart(INamedTypeSymbol type, CancellationToken cancellation)
    {
        AttributeData? attribute = DeclarationParser.Attribute(type, KnownNames.Model) ?? DeclarationParser.Attribute(type, KnownNames.Block);
        SyntaxNode? part = attribute?.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
        return type.DeclaringSyntaxReferences.FirstOrDefault(reference => part is null || reference.GetSyntax(cancellation) == part);
    }

    /// <summary>The argument of a name, given by that name or by its position among the constructor's parameters.</summary>
    private static SyntaxNode? Argument(AttributeSyntax attribute, IMethodSymbol? constructor, string? name)
    {
        if (name is null || attribute.ArgumentList is null) return null;
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList.Arguments;
        AttributeArgumentSyntax? named = arguments.FirstOrDefault(
            argument => argument.NameEquals?.Name.Identifier.Text == name || argument.NameColon?.Name.Identifier.Text == name);
        if (named is not null) return named;
        int position = constructor?.Parameters.FirstOrDefault(parameter => parameter.Name == name)?.Ordinal ?? 0;
        return arguments.Where(argument => argument.NameEquals is null && argument.NameColon is null).ElementAtOrDefault(position);
    }
}
