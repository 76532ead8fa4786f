using System.Collections.Generic;
using System.Linq;
using Microsoft.CodeAnalysis;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads the attribute of one layer. An argument that the compiler rejects (a string for a size, say) is its error to report.</summary>
internal static class LayerAttributeParser
{
    private const float DefaultEpsilon = 1e-5f;

    /// <summary>The most values that an encoding may tell apart: integers up to here are exact in float32.</summary>
    private const int MaxCode = 1 << 24;

    /// <summary>The layer, or null if it cannot be read; what is wrong with it goes to the findings.</summary>
    public static LayerDeclaration? Parse(
        string key, IPropertySymbol property, AttributeData attribute, string name, string header, List<Finding> findings)
    {
        LayerKind kind = LayerKind.OfAttribute(LayerParser.AttributeName(attribute))!;
        if (LayerKind.OfType(property.Type) != kind)
        {
            findings.Add(Finding.OnMember(
                Ids.LayerType, key, property.Name, property.Name, kind.AttributeName, kind.TypeText, Shown(property.Type)));
            return null;
        }

        var check = new ArgumentCheck(key, property.Name, kind.Attribute, findings);
        return kind.Attribute switch
        {
            KnownNames.Linear => Linear(check, attribute, name, header),
            KnownNames.LayerNorm => Norm(check, attribute, name, header, NormKind.Layer),
            KnownNames.RmsNorm => Norm(check, attribute, name, header, NormKind.Rms),
            KnownNames.Activate => Activate(check, attribute, name, header),
            KnownNames.Dropout => Dropout(check, attribute, name, header),
            KnownNames.PadicEncoding => PadicEncoding(check, attribute, name, header),
            _ => BlockUse(check, property, attribute, name, header),
        };
    }

    private static LinearDeclaration? Linear(ArgumentCheck check, AttributeData attribute, string name, string header)
    {
        if (attribute.ConstructorArguments is not [{ Value: int outputs }]) return null;
        int inputs = attribute.Named("In", 0);
        int norm = attribute.Named("Norm", 0);
        int activation = attribute.Named("Activation", 0);
        double dropout = attribute.Named("Dropout", 0.0);
        check.Size("outputs", "The number of outputs", outputs, 1, LayerParser.MaxFeatures);
        check.Size("In", "In", inputs, 0, LayerParser.MaxFeatures);
        check.Defined("Norm", "NormKind", norm, (int)NormKind.Rms);
        check.Defined("Activation", "ActivationKind", activation, (int)ActivationKind.Sigmoid);
        check.Rate("Dropout", dropout);
        return new LinearDeclaration(
            name, header, "", outputs, inputs, attribute.Named("Bias", true), (NormKind)norm, (ActivationKind)activation, (float)dropout);
    }

    private static NormDeclaration Norm(ArgumentCheck check, AttributeData attribute, string name, string header, NormKind norm)
    {
        double epsilon = attribute.Named("Epsilon", (double)DefaultEpsilon);
        check.Positive("Epsilon", epsilon);
        return new NormDeclaration(name, header, "", norm, (float)epsilon);
    }

    private static ActivateDeclaration? Activate(ArgumentCheck check, AttributeData attribute, string name, string header)
    {
        if (attribute.ConstructorArguments is not [{ Value: int activation }]) return null;
        check.Defined("activation", "ActivationKind", activation, (int)ActivationKind.Sigmoid);
        check.Function("activation", activation);
        return new ActivateDeclaration(name, header, "", (ActivationKind)activation);
    }

    private static DropoutDeclaration? Dropout(ArgumentCheck check, AttributeData attribute, string name, string header)
    {
        if (attribute.ConstructorArguments is not [{ Value: double rate }]) return null;
        check.Rate("rate", rate);
        return new DropoutDeclaration(name, header, "", (float)rate);
    }

    private static PadicEncodingDeclaration? PadicEncoding(ArgumentCheck check, AttributeData attribute, string name, string header)
    {
        if (attribute.ConstructorArguments is not [{ Value: int first }, { Value: int count }]) return null;
        int radix = attribute.Named("Base", 2), digits = attribute.Named("Digits", 8);
        check.Size("first", "The first encoded feature", first, 0, LayerParser.MaxFeatures - 1);
        check.Size("count", "The number of encoded features", count, 1, LayerParser.MaxFeatures);
        check.Size("Base", "The base", radix, 2, MaxCode);
        if (radix is >= 2 and <= MaxCode) check.Size("Digits", "The number of digits", digits, 1, MostDigits(radix));
        return new PadicEncodingDeclaration(name, header, "", first, count, radix, digits);
    }

    /// <summary>The most digits of a base that float32 tells apart.</summary>
    private static int MostDigits(int radix)
    {
        int digits = 0;
        for (long power = radix; power <= MaxCode; power *= radix) digits++;
        return digits;
    }

    private static BlockUseDeclaration? BlockUse(ArgumentCheck check, IPropertySymbol property, AttributeData attribute, string name, string header)
    {
        ITypeSymbol block = ((INamedTypeSymbol)property.Type).TypeArguments[0];
        if (block.TypeKind == TypeKind.Error) return null;
        string? kind = LayerParser.AttributeName(attribute);
        int count = 1;
        if (kind == KnownNames.Repeat)
        {
            if (attribute.ConstructorArguments is not [{ Value: int copies }]) return null;
            count = copies;
            check.Size("count", "The number of copies", count, 1, LayerParser.MaxCopies);
        }

        if (block is not INamedTypeSymbol named
            || !SymbolEqualityComparer.Default.Equals(named.ContainingAssembly, property.ContainingAssembly)
            || !named.GetAttributes().Any(candidate => LayerParser.AttributeName(candidate) == KnownNames.Block))
        {
            check.NotABlock(Shown(block));
            return null;
        }

        string key = TypeParser.MetadataName(named), fullName = TypeParser.FullName(named);
        return kind switch
        {
            KnownNames.Repeat => new RepeatDeclaration(
                name, header, "", count, attribute.Named("Residual", false), attribute.Named("Recompute", false), key, fullName),
            KnownNames.MixtureOfExperts => Mixture(check, attribute, name, header, key, fullName),
            _ => new ResidualDeclaration(name, header, "", key, fullName),
        };
    }

    private static MixtureDeclaration? Mixture(ArgumentCheck check, AttributeData attribute, string name, string header, string key, string fullName)
    {
        if (attribute.ConstructorArguments is not [{ Value: int experts }, { Value: int topK }]) return null;
        check.Size("experts", "The number of experts", experts, 1, LayerParser.MaxCopies);
        if (experts >= 1) check.Size("topK", "topK", topK, 1, System.Math.Min(experts, LayerParser.MaxCopies));
        bool renormalize = attribute.Named("Renormalize", false);
        double gluing = Option("GluingPenalty");
        bool detach = attribute.Named("DetachGates", false);
        check.NeedsPenalty(detach, gluing);
        if (topK == 1) check.NeedsPairs(renormalize, gluing);
        return new MixtureDeclaration(
            name, header, "", experts, topK, renormalize, (float)Option("LoadBalance"), (float)Option("RouterZLoss"), (float)Option("RouterNoise"), (float)gluing,
            detach, key, fullName);

        double Option(string option)
        {
            double value = attribute.Named(option, 0.0);
            check.NotNegative(option, value);
            return value;
        }
    }

    private static string Shown(ITypeSymbol type) => type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat);
}
