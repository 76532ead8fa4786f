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
        string name, int outputs, Norms norm = Norms.None, Activation activation = Activation.None, bool bias = true, int inputs = 0, float dropout = 0) =>
        new(name, "public partial global::Tokitai.Linear", "", outputs, inputs, bias, norm, activation, dropout);

    public static NormDeclaration Norm(string name, Norms norm, float epsilon = 1e-5f) =>
        new(name, $"public partial global::Tokitai.{norm}Norm", "", norm, epsilon);

    public static ActivateDeclaration Activate(string name, Activation activation) =>
        new(name, "public partial global::Tokitai.Activate", "", activation);

    public static DropoutDeclaration Dropout(string name, float rate) =>
        new(name, "public partial global::Tokitai.Dropout", "", rate);

    public static PadicEncodingDeclaration Encoding(string name, int first, int count, int radix = 2, int digits = 8) =>
        new(name, "public partial global::Tokitai.PadicEncoding", "", first, count, radix, digits);

    public static RepeatDeclaration Repeat(string name, int count, string block, bool residual = false, bool recompute = false) =>
        new(name, $"public partial global::Tokitai.Repeat<global::{block}>", "", count, residual, recompute, block, "global::" + block);

    public static ResidualDeclaration Residual(string name, string block) =>
        new(name, $"public partial global::Tokitai.Residual<global::{block}>", "", block, "global::" + block);

    public static MixtureDeclaration Mixture(string name, int experts, int topK, string block) => new(
        name, $"public partial global::Tokitai.MixtureOfExperts<global::{block}>", "", experts, topK, false, 0, 0, 0, 0, false, block, "global::" + block);

    public static BlockDeclaration Block(string name, params IEnumerable<LayerDeclaration> layers) =>
        new(Type(name), true, new(layers), EquatableArray<Finding>.Empty);

    public static ModelDeclaration Model(
        int inputs, IEnumerable<LayerDeclaration> layers, IEnumerable<BlockDeclaration>? blocks = null, BudgetDeclaration? budget = null, string name = "M") =>
        new(Type(name), true, true, inputs, budget, new(layers), new(blocks ?? []), EquatableArray<Finding>.Empty);

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
        BlockDeclaration mixed = Block(
            "Mixed", Dropout("Noise", 0.1f), Norm("Before", Norms.Rms), Activate("Fused", Activation.Silu), Linear("Body", 40, dropout: 0.5f),
            Activate("Alone", Activation.Tanh), Dropout("After", 0.2f));
        BlockDeclaration nested = Block("Nested", Encoding("Code", 0, 1), Linear("In", 40), Residual("Inner", "Mixed"), Repeat("Rest", 2, "Mixed", residual: true), Dropout("Last", 0.3f));
        BlockDeclaration routed = Block("Routed", Mixture("Ways", 3, 2, "Mixed"), Encoding("Behind", 0, 1), Residual("Inner", "Mixed"));
        BlockDeclaration deep = Block("Deep", Norm("Scale", Norms.Rms), Mixture("Outer", 4, 3, "Routed"), Mixture("Wide", 50, 1, "Plain"));
        BlockDeclaration[] blocks = [room, floor, plain, tall, mixed, nested, routed, deep];
        foreach (int inputs in (int[])[1, 16, 33, 40])
        {
            foreach (int copies in (int[])[1, 2, 3, 5, 256, 257, 1000])
            {
                foreach (BlockDeclaration block in blocks.Where(block => copies < 5 || (block != tall && block != routed && block != deep)))
                {
                    yield return Model(inputs, [Linear("First", 33), Repeat("Blocks", copies, block.Type.Name), Linear("Last", 5)], blocks);
                    yield return Model(inputs, [Repeat("Blocks", copies, block.Type.Name), Repeat("More", 2, block.Type.Name)], blocks);
                }
            }
        }
    }

    /// <summary>The same model with every repeat recomputed, inside blocks too.</summary>
    public static ModelDeclaration Recomputed(ModelDeclaration model) => model with
    {
        Layers = Recomputed(model.Layers),
        Blocks = new(model.Blocks.Select(block => block with { Layers = Recomputed(block.Layers) })),
    };

    private static EquatableArray<LayerDeclaration> Recomputed(IEnumerable<LayerDeclaration> layers) =>
        new(layers.Select(layer => layer is RepeatDeclaration repeat ? repeat with { IsRecomputed = true } : layer));

    private static TypeIdentity Type(string name) => new("", EquatableArray<string>.Empty, "partial class " + name, name, name, "global::" + name);
}
