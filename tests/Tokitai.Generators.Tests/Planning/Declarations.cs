using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using Xunit;
using Activation = Tokitai.Generators.Parsing.ActivationKind;
using Norms = Tokitai.Generators.Parsing.NormKind;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Declarations as records, made without a compiler.</summary>
internal static class Declarations
{
    public static LinearDeclaration Linear(
        string name, int outputs, Norms norm = Norms.None, Activation activation = Activation.None, bool bias = true, int inputs = 0) =>
        new(name, "public partial global::Tokitai.Linear", "", outputs, inputs, bias, norm, activation);

    public static RepeatDeclaration Repeat(string name, int count, string block) =>
        new(name, $"public partial global::Tokitai.Repeat<global::{block}>", "", count, block, "global::" + block);

    public static BlockDeclaration Block(string name, params IEnumerable<LayerDeclaration> layers) =>
        new(Type(name), true, new(layers), EquatableArray<Finding>.Empty);

    public static ModelDeclaration Model(
        int inputs, IEnumerable<LayerDeclaration> layers, IEnumerable<BlockDeclaration>? blocks = null, BudgetDeclaration? budget = null, string name = "M") =>
        new(Type(name), true, inputs, budget, new(layers), new(blocks ?? []), EquatableArray<Finding>.Empty);

    public static ModelPlan Plan(ModelDeclaration model)
    {
        PlanResult result = ModelPlanner.Plan(model);
        Assert.Empty(result.Findings);
        return Assert.IsType<ModelPlan>(result.Plan);
    }

    public static Finding Fault(ModelDeclaration model)
    {
        PlanResult result = ModelPlanner.Plan(model);
        Assert.Null(result.Plan);
        return Assert.Single(result.Findings);
    }

    /// <summary>The mixed towers of blocks that the tests of memory share.</summary>
    public static IEnumerable<ModelDeclaration> Towers()
    {
        BlockDeclaration room = Block("Room", Linear("Wall", 40, Norms.Layer));
        BlockDeclaration floor = Block("Floor", Linear("Stairs", 24, activation: Activation.Gelu), Repeat("Rooms", 3, "Room"), Linear("Lift", 33));
        BlockDeclaration plain = Block("Plain", Linear("Only", 40));
        BlockDeclaration tall = Block("Tall", Linear("In", 40), Repeat("Rooms", 300, "Room"), Linear("Out", 40, Norms.Layer, Activation.Relu));
        BlockDeclaration[] blocks = [room, floor, plain, tall];
        foreach (int inputs in (int[])[1, 16, 33, 40])
        {
            foreach (int copies in (int[])[1, 2, 3, 5, 256, 257, 1000])
            {
                foreach (BlockDeclaration block in blocks.Where(block => copies < 5 || block != tall))
                {
                    yield return Model(inputs, [Linear("First", 33), Repeat("Blocks", copies, block.Type.Name), Linear("Last", 5)], blocks);
                    yield return Model(inputs, [Repeat("Blocks", copies, block.Type.Name), Repeat("More", 2, block.Type.Name)], blocks);
                }
            }
        }
    }

    private static TypeIdentity Type(string name) => new("", EquatableArray<string>.Empty, name, name, "global::" + name);
}
