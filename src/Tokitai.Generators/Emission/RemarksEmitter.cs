using System.Linq;
using System.Xml.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>Writes the remarks of a model: what an editor shows when one points at the class.</summary>
internal static class RemarksEmitter
{
    public static void Emit(SourceWriter writer, ModelPlan plan)
    {
        BlockPlan body = plan.Body;
        writer.Line("/// <remarks>");
        writer.Line(
            $"/// <para>{body.Inputs} -> {body.Outputs}: {Numbers.Grouped(body.ParameterCount)} parameters in {Numbers.Grouped(body.TensorCount)} tensors "
            + $"({Numbers.Bytes(4 * body.PackedLength)}); a training workspace takes {Numbers.Bytes(4 * plan.TrainingFeatures)} a sample, "
            + $"a forward-only one {Numbers.Bytes(4 * plan.InferenceFeatures)}.</para>");
        if (plan.Heads.Count > 0) writer.Line($"/// <para>Heads: {string.Join(", ", plan.Heads.Select(Describe))}.</para>");
        writer.Line("/// <list type=\"table\">");
        writer.Line("/// <listheader><term>layer</term><description>shape: parameters</description></listheader>");
        foreach (LayerRow row in body.Rows)
        {
            writer.Line($"/// <item><term>{row.Name}</term><description>{row.Description}: {Numbers.Grouped(row.Parameters)}</description></item>");
        }

        writer.Line("/// </list>");
        writer.Line("/// </remarks>");
    }

    private static string Describe(HeadDeclaration head) =>
        $"{new XText(Expressions.Literal(head.Name))} {Numbers.Text(head.Size)} by {head.Loss}" + (head.Weight == 1 ? "" : $" with weight {Numbers.Text(head.Weight)}");
}
