using System.Collections.Generic;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes the typed views: the implementing parts of the layer properties. They carry no documentation of their own, which would
/// take the place of the user's.
/// </summary>
internal static class ViewEmitter
{
    private const string Views = Names.Services + "LayerViews.";

    /// <summary>The properties.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="members">The members.</param>
    /// <param name="tensors">Expression for the tensors.</param>
    /// <param name="first">Expression for the index of the class's first tensor, with a plus behind it; empty in a model.</param>
    public static void Properties(SourceWriter writer, IEnumerable<MemberPlan> members, string tensors, string first)
    {
        foreach (MemberPlan member in members)
        {
            writer.Line();
            string at = $"({tensors}, {first}{Numbers.Text(member.FirstTensor)}";
            string view = member.Layer switch
            {
                LinearDeclaration linear => $"{Views}Linear{at}, {TableEmitter.Parts(linear.Bias, linear.Norm)})",
                NormDeclaration norm => $"{Views}{norm.Norm}Norm{at})",
                ActivateDeclaration activate => $"{Views}Activate({Expressions.Kind(activate.Activation)})",
                DropoutDeclaration dropout => $"{Views}Dropout({Expressions.Number(dropout.Rate)})",
                PadicEncodingDeclaration encoding =>
                    $"{Views}PadicEncoding({Numbers.Text(encoding.First)}, {Numbers.Text(encoding.Count)}, {Numbers.Text(encoding.Radix)}, {Numbers.Text(encoding.Digits)})",
                _ => Field(member),
            };
            writer.Line($"{member.Layer.Header} {member.Layer.Name} => {view};");
        }
    }

    /// <summary>The fields that keep the views of blocks.</summary>
    public static void Fields(SourceWriter writer, IEnumerable<MemberPlan> members)
    {
        foreach (MemberPlan member in members)
        {
            if (member.Layer is not BlockUseDeclaration use) continue;
            string type = use switch { RepeatDeclaration => "Repeat", MixtureDeclaration => "MixtureOfExperts", _ => "Residual" };
            writer.Line($"private readonly global::Tokitai.{type}<{use.BlockFullName}> {Field(member)};");
        }
    }

    /// <summary>The assignments of these fields.</summary>
    public static void Assignments(SourceWriter writer, IEnumerable<MemberPlan> members, string tensors, string first)
    {
        foreach (MemberPlan member in members)
        {
            if (member.Layer is not BlockUseDeclaration use) continue;
            string at = $"({tensors}, {first}{Numbers.Text(member.FirstTensor)}, ";
            string create = $"static (tensors, first) => new {use.BlockFullName}(tensors, first))";
            string view = use switch
            {
                RepeatDeclaration repeat => $"Repeat<{use.BlockFullName}>{at}{Numbers.Text(repeat.Count)}, {Numbers.Text(member.TensorsPerCopy)}, {create}",
                MixtureDeclaration mixture =>
                    $"Mixture<{use.BlockFullName}>{at}{Numbers.Text(mixture.Count)}, {Numbers.Text(mixture.TopK)}, {Numbers.Text(member.TensorsPerCopy)}, {create}",
                _ => $"Residual<{use.BlockFullName}>{at}{create}",
            };
            writer.Line($"{Field(member)} = {Views}{view};");
        }
    }

    // The underscore keeps them apart from the generator's own members, whatever the layer is called.
    private static string Field(MemberPlan member) => KnownNames.PrivatePrefix + "_" + member.Layer.DisplayName;
}
