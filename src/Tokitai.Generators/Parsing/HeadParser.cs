using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Tokitai.Generators.Diagnostics;

namespace Tokitai.Generators.Parsing;

/// <summary>Reads the heads of a model.</summary>
internal static class HeadParser
{
    /// <summary>The smallest number of classes that a cross-entropy can tell apart.</summary>
    private const int MinClasses = 2;

    /// <summary>The heads in textual order; what is wrong with them goes to the findings.</summary>
    public static EquatableArray<HeadDeclaration> Parse(INamedTypeSymbol type, string key, List<Finding> findings, CancellationToken cancellation)
    {
        var heads = new List<HeadDeclaration>();
        List<AttributeData> attributes = DeclarationParser.Attributes(type, KnownNames.Head, cancellation);
        for (int i = 0; i < attributes.Count; i++)
        {
            // An argument that the compiler rejects is its error to report.
            if (attributes[i].ConstructorArguments is not [{ Kind: not TypedConstantKind.Error } name, { Value: int size }, { Value: int loss }]) continue;
            var head = new HeadDeclaration(name.Value as string ?? "", size, (LossKind)loss, (float)attributes[i].Named("Weight", 1.0));
            int before = findings.Count;
            Check(head, attributes[i].Named("Weight", 1.0), i, type, key, heads, findings);
            if (Part(attributes[i], cancellation) != Part(attributes[0], cancellation))
            {
                string first = attributes[0].ConstructorArguments.FirstOrDefault().Value as string ?? "";
                findings.Add(On(i, Ids.ScatteredHeads, key, null, head.Name, type.Name, first));
            }

            if (findings.Count == before) heads.Add(head);
        }

        return new(heads);
    }

    private static void Check(
        HeadDeclaration head, double weight, int index, INamedTypeSymbol type, string key, List<HeadDeclaration> earlier, List<Finding> findings)
    {
        string number = Numbers.Text(index + 1);
        if (string.IsNullOrWhiteSpace(head.Name))
        {
            findings.Add(On(index, Ids.ValueNotAllowed, key, "name", $"The name of head {number} of {type.Name}", "empty", "a text to report the head by"));
        }
        else if (earlier.Any(other => other.Name == head.Name))
        {
            findings.Add(On(
                index, Ids.ValueNotAllowed, key, "name", $"The name of head {number} of {type.Name}", $"'{head.Name}'", "another than that of an earlier head"));
        }

        if (head.Size is < 1 or > LayerParser.MaxFeatures)
        {
            findings.Add(On(
                index, Ids.SizeOutOfRange, key, "size", $"The size of the head '{head.Name}'", Numbers.Text(head.Size), "1", Numbers.Text(LayerParser.MaxFeatures)));
        }
        else if (head.Loss == LossKind.CrossEntropy && head.Size < MinClasses)
        {
            findings.Add(On(
                index, Ids.ValueNotAllowed, key, "size", $"The number of classes of the head '{head.Name}'", Numbers.Text(head.Size),
                "at least 2 for CrossEntropy (an event that happens or not is one output of BinaryCrossEntropy)"));
        }

        if (head.Loss is < LossKind.CrossEntropy or > LossKind.Huber)
        {
            findings.Add(On(index, Ids.UndefinedValue, key, "loss", "Loss", head.Name, Numbers.Text((int)head.Loss), "LossKind"));
        }

        if (!(head.Weight >= 0 && !float.IsInfinity(head.Weight)))
        {
            findings.Add(On(
                index, Ids.ValueNotAllowed, key, "Weight", $"The weight of the head '{head.Name}'", ArgumentCheck.Shown(weight), "finite and not negative"));
        }
    }

    private static Finding On(int occurrence, string id, string key, string? argument, params string[] words) =>
        Finding.OnAttribute(id, key, null, KnownNames.Head, argument, words) with { Occurrence = occurrence };

    private static SyntaxNode? Part(AttributeData attribute, CancellationToken cancellation) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellation).FirstAncestorOrSelf<TypeDeclarationSyntax>();
}
