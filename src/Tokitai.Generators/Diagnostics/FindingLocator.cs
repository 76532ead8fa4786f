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
            && DeclarationParser.Attribute(symbol, finding.Attribute)?.ApplicationSyntaxReference?.GetSyntax(cancellation) is AttributeSyntax attribute)
        {
            return Argument(attribute, finding.Argument)?.GetLocation() ?? attribute.GetLocation();
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

    private static SyntaxNode? Argument(AttributeSyntax attribute, string? name)
    {
        if (name is null || attribute.ArgumentList is null) return null;
        SeparatedSyntaxList<AttributeArgumentSyntax> arguments = attribute.ArgumentList.Arguments;
        return arguments.FirstOrDefault(argument => argument.NameEquals?.Name.Identifier.Text == name || argument.NameColon?.Name.Identifier.Text == name)
            ?? arguments.FirstOrDefault(argument => argument.NameEquals is null && argument.NameColon is null);
    }
}
