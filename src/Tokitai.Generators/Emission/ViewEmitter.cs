using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes the typed views: the implementing parts of the layer properties. They carry no documentation of their own, which would
/// take the place of the user's.
/// </summary>
internal static class ViewEmitter
{
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
            if (member.Layer is LinearDeclaration linear)
            {
                writer.Line(
                    $"{linear.Header} {linear.Name} => {Names.Services}LayerViews.Linear({tensors}, {first}{Numbers.Text(member.FirstTensor)}, "
                    + $"{TableEmitter.Parts(linear.Bias, linear.Norm != NormKind.None)});");
            }
            else
            {
                writer.Line($"{member.Layer.Header} {member.Layer.Name} => {Field(member)};");
            }
        }
    }

    /// <summary>The fields that keep the views of repeated blocks.</summary>
    public static void Fields(SourceWriter writer, IEnumerable<MemberPlan> members)
    {
        foreach (MemberPlan member in members.Where(member => member.Layer is RepeatDeclaration))
        {
            var repeat = (RepeatDeclaration)member.Layer;
            writer.Line($"private readonly global::Tokitai.Repeat<{repeat.BlockFullName}> {Field(member)};");
        }
    }

    /// <summary>The assignments of these fields.</summary>
    public static void Assignments(SourceWriter writer, IEnumerable<MemberPlan> members, string tensors, string first)
    {
        foreach (MemberPlan member in members.Where(member => member.Layer is RepeatDeclaration))
        {
            var repeat = (RepeatDeclaration)member.Layer;
            writer.Line(
                $"{Field(member)} = {Names.Services}LayerViews.Repeat<{repeat.BlockFullName}>({tensors}, {first}{Numbers.Text(member.FirstTensor)}, "
                + $"{Numbers.Text(repeat.Count)}, {Numbers.Text(member.TensorsPerCopy)}, static (tensors, first) => new {repeat.BlockFullName}(tensors, first));");
        }
    }

    // The underscore keeps them apart from the generator's own members, whatever the layer is called.
    private static string Field(MemberPlan member) => KnownNames.PrivatePrefix + "_" + member.Layer.DisplayName;
}
