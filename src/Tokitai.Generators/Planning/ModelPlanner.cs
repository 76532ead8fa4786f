using System;
using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Plans a model: declarations in, sizes and offsets out.</summary>
internal static class ModelPlanner
{
    public static PlanResult Plan(ModelDeclaration model)
    {
        if (model.Findings.Count > 0 || !model.CanBeReopened) return new PlanResult(null, EquatableArray<Finding>.Empty);
        try
        {
            return Plan(model, new ClassPlanner(model.Blocks));
        }
        catch (PlanException stopped)
        {
            return new PlanResult(null, new(stopped.Finding is null ? [] : [stopped.Finding]));
        }
        catch (OverflowException)
        {
            return new PlanResult(null, new([Finding.OnType(
                Ids.TooLarge, model.Type.MetadataName, model.Type.DisplayName, "its sizes pass 2^63")]));
        }
    }

    private static PlanResult Plan(ModelDeclaration model, ClassPlanner planner)
    {
        BlockPlan body = planner.Plan(model.Type, model.Layers, model.InputSize, isModel: true);
        if (body.ParameterCount == 0)
        {
            return new PlanResult(null, new([Finding.OnType(Ids.NoParameters, model.Type.MetadataName, model.Type.DisplayName)]));
        }

        if (model.Budget is BudgetDeclaration budget && (body.ParameterCount < budget.Minimum || body.ParameterCount > budget.Maximum))
        {
            return new PlanResult(null, new([Finding.OnAttribute(
                Ids.BudgetMissed, model.Type.MetadataName, null, KnownNames.ParameterBudget, null, model.Type.DisplayName,
                Numbers.Grouped(body.ParameterCount), Numbers.Grouped(budget.Minimum), Numbers.Grouped(budget.Maximum))]));
        }

        if (HeadsMismatch(model, body) is Finding mismatch) return new PlanResult(null, new([mismatch]));
        long gradients = checked(PackedSizes.RoundUp(model.InputSize) + body.TrainingFeatures);
        var plan = new ModelPlan(
            model.Type, body, new(planner.Plans), new(Members(model.Layers, model.Blocks)),
            Planning.Fingerprint.Compute(body, planner.Plans), gradients, PackedSizes.RoundUp(body.WidestLayer))
        {
            Heads = model.Heads,
        };
        EquatableArray<Finding> unmatched = model.Matched.Select(budget => BudgetMatch.Check(plan, budget)).OfType<Finding>().ToEquatableArray();
        return new PlanResult(unmatched.Count == 0 ? plan : null, unmatched);
    }

    /// <summary>Heads take all outputs, if there are any heads; the last one's size is where the sum goes wrong.</summary>
    private static Finding? HeadsMismatch(ModelDeclaration model, BlockPlan body)
    {
        long outputs = model.Heads.Sum(head => (long)head.Size);
        if (model.Heads.Count == 0 || outputs == body.Outputs) return null;
        return Finding.OnAttribute(
            Ids.HeadsMismatch, model.Type.MetadataName, null, KnownNames.Head, "size", model.Type.DisplayName, Numbers.Text(outputs),
            Numbers.Text(body.Outputs)) with
        {
            Occurrence = model.Heads.Count - 1,
        };
    }

    /// <summary>The typed views of a class: how many tensors a member has does not depend on any size.</summary>
    public static List<MemberPlan> Members(IEnumerable<LayerDeclaration> layers, IEnumerable<BlockDeclaration> blocks)
    {
        Dictionary<string, BlockDeclaration> declarations = blocks.ToDictionary(block => block.Type.MetadataName);
        var members = new List<MemberPlan>();
        long first = 0;
        foreach (LayerDeclaration layer in layers)
        {
            long tensors = Tensors(layer, declarations);
            members.Add(new MemberPlan(layer, first, tensors));
            first += (tensors * Copies(layer)) + RouterTensors(layer);
        }

        return members;
    }

    private static long Tensors(LayerDeclaration layer, Dictionary<string, BlockDeclaration> blocks) => layer switch
    {
        LinearDeclaration linear => 1 + (linear.Bias ? 1 : 0) + Tensors(linear.Norm),
        NormDeclaration norm => Tensors(norm.Norm),
        BlockUseDeclaration use when blocks.TryGetValue(use.Block, out BlockDeclaration? block) =>
            block.Layers.Sum(inner => (Tensors(inner, blocks) * Copies(inner)) + RouterTensors(inner)),
        _ => 0,
    };

    private static int Tensors(NormKind norm) => norm switch { NormKind.Layer => 2, NormKind.Rms => 1, _ => 0 };

    /// <summary>Weight and bias, before the tensors of the experts.</summary>
    private static int RouterTensors(LayerDeclaration layer) => layer is MixtureDeclaration ? 2 : 0;

    private static long Copies(LayerDeclaration layer) => layer is BlockUseDeclaration use ? use.Count : 1;
}
