using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Tests.Support;

/// <summary>The generator parses before generation and the analyzer after it: both must read the same.</summary>
internal static class ParseEquality
{
    public static void Assert(CSharpCompilation before, CSharpCompilation after)
    {
        foreach (INamedTypeSymbol type in Types(before.Assembly.GlobalNamespace))
        {
            INamedTypeSymbol? same = after.Assembly.GetTypeByMetadataName(TypeParser.MetadataName(type));
            if (same is null) continue;
            Xunit.Assert.Equal(LayerParser.LeavesGap(type, CancellationToken.None), LayerParser.LeavesGap(same, CancellationToken.None));
            Xunit.Assert.Equal(OrphanParser.Findings(type), OrphanParser.Findings(same));
            if (DeclarationParser.Attribute(type, KnownNames.Model) is not null)
            {
                Xunit.Assert.Equal(DeclarationParser.ParseModel(type, CancellationToken.None), DeclarationParser.ParseModel(same, CancellationToken.None));
            }

            if (DeclarationParser.Attribute(type, KnownNames.Block) is not null)
            {
                Xunit.Assert.Equal(DeclarationParser.ParseBlockUnit(type, CancellationToken.None), DeclarationParser.ParseBlockUnit(same, CancellationToken.None));
            }
        }
    }

    private static IEnumerable<INamedTypeSymbol> Types(INamespaceOrTypeSymbol symbol) => symbol.GetMembers()
        .OfType<INamespaceOrTypeSymbol>()
        .SelectMany(member => Types(member).Concat(member is INamedTypeSymbol type ? [type] : []));
}
