using System.Linq;
using Microsoft.CodeAnalysis;

namespace Tokitai.Generators.Parsing;

/// <summary>A kind of layer: the attribute that gives its numbers and the type that the property must have.</summary>
/// <param name="Attribute">Metadata name of the attribute.</param>
/// <param name="Type">Metadata name of the property's type.</param>
/// <param name="TypeText">The type as messages say it.</param>
/// <param name="AttributeText">The attribute as messages say it, where a property lacks it.</param>
internal sealed record LayerKind(string Attribute, string Type, string TypeText, string AttributeText)
{
    public static readonly LayerKind[] All =
    [
        new(KnownNames.Linear, "Tokitai.Linear", "Linear", "Linear(...)"),
        new(KnownNames.LayerNorm, "Tokitai.LayerNorm", "LayerNorm", "LayerNorm"),
        new(KnownNames.RmsNorm, "Tokitai.RmsNorm", "RmsNorm", "RmsNorm"),
        new(KnownNames.Activate, "Tokitai.Activate", "Activate", "Activate(...)"),
        new(KnownNames.Dropout, "Tokitai.Dropout", "Dropout", "Dropout(...)"),
        new(KnownNames.PadicEncoding, "Tokitai.PadicEncoding", "PadicEncoding", "PadicEncoding(...)"),
        new(KnownNames.Repeat, "Tokitai.Repeat`1", "Repeat<...>", "Repeat(...)"),
        new(KnownNames.Residual, "Tokitai.Residual`1", "Residual<...>", "Residual"),
        new(KnownNames.MixtureOfExperts, "Tokitai.MixtureOfExperts`1", "MixtureOfExperts<...>", "MixtureOfExperts(...)"),
    ];

    /// <summary>The attribute's name without what every attribute has in common.</summary>
    public string AttributeName => Attribute.Substring("Tokitai.".Length, Attribute.Length - "Tokitai.Attribute".Length);

    /// <summary>The kind that an attribute declares, or null.</summary>
    public static LayerKind? OfAttribute(string? name) => All.FirstOrDefault(kind => kind.Attribute == name);

    /// <summary>The kind that a property's type names, or null.</summary>
    public static LayerKind? OfType(ITypeSymbol type) => type is INamedTypeSymbol named
        ? All.FirstOrDefault(kind => kind.Type == TypeParser.MetadataName(named.OriginalDefinition))
        : null;
}
