using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>
/// Reads the classes with <c>[Model]</c> and <c>[Block]</c> into records. The generator and the analyzer share it, although the analyzer
/// sees the compilation after generation: nothing here may depend on a generated member.
/// </summary>
internal static class DeclarationParser
{
    public static ModelDeclaration ParseModel(INamedTypeSymbol type, CancellationToken cancellation)
    {
        ModelDeclaration model = ParseModelAlone(type, cancellation);
        var findings = new List<Finding>(model.Findings);
        EquatableArray<MatchedBudgetDeclaration> matched = MatchedBudgetParser.Parse(type, model.Type.MetadataName, findings, cancellation);
        return model with { Matched = matched, Findings = new(findings) };
    }

    /// <summary>A model without the models that it is to match.</summary>
    public static ModelDeclaration ParseModelAlone(INamedTypeSymbol type, CancellationToken cancellation)
    {
        string key = TypeParser.MetadataName(type);
        var findings = new List<Finding>();
        bool canBeReopened = TypeParser.Check(type, findings, cancellation);
        if (Attribute(type, KnownNames.Block) is not null)
        {
            findings.Add(Finding.OnAttribute(Ids.ModelAndBlock, key, null, KnownNames.Block, null, type.Name));
        }

        int inputSize = 1;
        if (Attribute(type, KnownNames.Model)?.ConstructorArguments is [{ Value: int size }])
        {
            inputSize = size;
            if (size is < 1 or > LayerParser.MaxFeatures)
            {
                findings.Add(Finding.OnAttribute(
                    Ids.SizeOutOfRange, key, null, KnownNames.Model, "inputSize", $"The input size of {type.Name}", Numbers.Text(size), "1",
                    Numbers.Text(LayerParser.MaxFeatures)));
            }
        }

        BudgetDeclaration? budget = ParseBudget(type, key, findings);
        EquatableArray<HeadDeclaration> heads = HeadParser.Parse(type, key, findings, cancellation);
        List<LayerDeclaration> layers = LayerParser.Parse(type, findings, cancellation);
        CheckNames(type, key, findings, cancellation);
        List<BlockDeclaration> blocks = Reach(type, layers, cancellation);
        return new ModelDeclaration(
            TypeParser.Identity(type), canBeReopened, type is { IsReferenceType: true, IsStatic: false }, inputSize, budget, new(layers), new(blocks), new(findings))
        {
            Heads = heads,
        };
    }

    public static BlockDeclaration ParseBlock(INamedTypeSymbol type, CancellationToken cancellation)
    {
        string key = TypeParser.MetadataName(type);
        var findings = new List<Finding>();
        bool canBeReopened = TypeParser.Check(type, findings, cancellation);
        List<LayerDeclaration> layers = LayerParser.Parse(type, findings, cancellation);
        if (Attribute(type, KnownNames.Model) is not null)
        {
            findings.Add(Finding.OnAttribute(Ids.ModelAndBlock, key, null, KnownNames.Block, null, type.Name));
        }

        foreach ((IMethodSymbol constructor, bool chains) in Constructors(type, cancellation))
        {
            if (!chains) findings.Add(ConstructorTaken(constructor, type, key, "a block is made by its model alone"));
        }

        ModelAttributeParser.Check(type, key, findings);
        if (Cycle(type, cancellation) is string path) findings.Add(Finding.OnType(Ids.RecursiveBlock, key, type.Name, path));
        return new BlockDeclaration(TypeParser.Identity(type), canBeReopened, new(layers), new(findings));
    }

    /// <summary>A block with all that its views need.</summary>
    public static BlockUnit ParseBlockUnit(INamedTypeSymbol type, CancellationToken cancellation)
    {
        BlockDeclaration block = ParseBlock(type, cancellation);
        return new BlockUnit(block, new(Reach(type, block.Layers, cancellation)), Attribute(type, KnownNames.Model) is not null);
    }

    public static AttributeData? Attribute(ISymbol symbol, string name) =>
        symbol.GetAttributes().FirstOrDefault(attribute => LayerParser.AttributeName(attribute) == name);

    /// <summary>All attributes of a name in order of the text.</summary>
    public static List<AttributeData> Attributes(ISymbol symbol, string name, CancellationToken cancellation) =>
    [
        .. symbol.GetAttributes()
            .Where(attribute => LayerParser.AttributeName(attribute) == name)
            .OrderBy(attribute => attribute.ApplicationSyntaxReference?.SyntaxTree.FilePath, System.StringComparer.Ordinal)
            .ThenBy(attribute => attribute.ApplicationSyntaxReference?.Span.Start),
    ];

    private static BudgetDeclaration? ParseBudget(INamedTypeSymbol type, string key, List<Finding> findings)
    {
        if (Attribute(type, KnownNames.ParameterBudget)?.ConstructorArguments is not [{ Value: long minimum }, { Value: long maximum }]) return null;
        if (minimum >= 0 && minimum <= maximum) return new BudgetDeclaration(minimum, maximum);
        findings.Add(Finding.OnAttribute(
            Ids.BudgetRange, key, null, KnownNames.ParameterBudget, null, type.Name, Numbers.Grouped(minimum), Numbers.Grouped(maximum)));
        return null;
    }

    /// <summary>The user's members must leave the generated ones their names, and the constructor to the generator.</summary>
    private static void CheckNames(INamedTypeSymbol type, string key, List<Finding> findings, CancellationToken cancellation)
    {
        if (KnownNames.ModelMembers.Contains(type.Name))
        {
            findings.Add(Finding.OnType(Ids.NameTaken, key, $"'{type.Name}'", type.Name, "a class cannot have a member of its own name"));
        }

        foreach (ISymbol member in type.GetMembers())
        {
            if (member.IsImplicitlyDeclared || IsGenerated(member)) continue;
            if (KnownNames.ModelMembers.Contains(member.Name) && member is not IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 })
            {
                findings.Add(Finding.OnMember(Ids.NameTaken, key, member.Name, $"'{member.Name}'", type.Name, "choose another name"));
            }
        }

        foreach ((IMethodSymbol constructor, bool chains) in Constructors(type, cancellation))
        {
            bool same = constructor.Parameters is [{ Type.SpecialType: SpecialType.System_UInt64 }];
            if (!chains || same) findings.Add(ConstructorTaken(constructor, type, key, same ? "choose other parameters" : "it must call this(seed)"));
        }
    }

    /// <summary>The user's constructors, and whether each calls another one.</summary>
    private static IEnumerable<(IMethodSymbol Constructor, bool Chains)> Constructors(INamedTypeSymbol type, CancellationToken cancellation) =>
        from constructor in type.InstanceConstructors
        where !constructor.IsImplicitlyDeclared && !IsGenerated(constructor)
        let syntax = constructor.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellation)
        select (constructor, syntax is ConstructorDeclarationSyntax { Initializer.ThisOrBaseKeyword.Text: "this" });

    private static Finding ConstructorTaken(IMethodSymbol constructor, INamedTypeSymbol type, string key, string advice) => Finding.OnType(
        Ids.NameTaken, key, $"the constructor {type.Name}({string.Join(", ", constructor.Parameters.Select(parameter => parameter.Type.Name))})", type.Name, advice);

    private static bool IsGenerated(ISymbol member) => member is not IPropertySymbol { IsPartialDefinition: true }
        && member.GetAttributes().Any(attribute => LayerParser.AttributeName(attribute) == KnownNames.GeneratedCode
            && attribute.ConstructorArguments is [{ Value: KnownNames.Tool }, ..]);

    /// <summary>All blocks that a class reaches, in order of first use.</summary>
    private static List<BlockDeclaration> Reach(INamedTypeSymbol user, IEnumerable<LayerDeclaration> layers, CancellationToken cancellation)
    {
        var blocks = new List<BlockDeclaration>();
        var seen = new HashSet<string>();
        Visit(layers);
        return blocks;

        void Visit(IEnumerable<LayerDeclaration> members)
        {
            foreach (BlockUseDeclaration use in members.OfType<BlockUseDeclaration>())
            {
                if (!seen.Add(use.Block) || user.ContainingAssembly.GetTypeByMetadataName(use.Block) is not INamedTypeSymbol type) continue;
                BlockDeclaration block = ParseBlock(type, cancellation);
                blocks.Add(block);
                Visit(block.Layers);
            }
        }
    }

    /// <summary>The way from a block back to itself, or null.</summary>
    private static string? Cycle(INamedTypeSymbol block, CancellationToken cancellation)
    {
        string key = TypeParser.MetadataName(block);
        var seen = new HashSet<string>();
        return Search(block, block.Name);

        string? Search(INamedTypeSymbol type, string path)
        {
            foreach (BlockUseDeclaration use in LayerParser.Parse(type, [], cancellation).OfType<BlockUseDeclaration>())
            {
                if (block.ContainingAssembly.GetTypeByMetadataName(use.Block) is not INamedTypeSymbol inner) continue;
                if (use.Block == key) return $"{path} -> {inner.Name}";
                if (seen.Add(use.Block) && Search(inner, $"{path} -> {inner.Name}") is string found) return found;
            }

            return null;
        }
    }
}
