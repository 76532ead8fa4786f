using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using static Tokitai.Generators.Emission.Expressions;

namespace Tokitai.Generators.Emission;

/// <summary>Writes a mixture of experts: its router and its sum are calls of the pass, its experts a loop over the method of their block.</summary>
internal static class MixtureEmitter
{
    private const string Rows = "rows";
    private const string Expert = "expert";

    /// <summary>Forward: routes, runs the experts that somebody chose, sums up.</summary>
    public static void Forward(SourceWriter writer, MixtureStep step, BlockPlan expert, bool isModel)
    {
        string mixture = Numbered("mixtures", step.Mixture, isModel), arena = Activation(step.Arena);
        writer.Line(
            $"pass.Route({Numbers.Text(step.Inputs)}, mixture: {mixture}, input: {Activation(step.Input)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"bias: {Parameter(step.Bias, isModel)}, logits: {Activation(step.Logits)}, arena: {arena});");
        using (Loop(writer, step))
        {
            writer.Line($"{Names.ForwardPass} {Rows} = pass.Expert(mixture: {mixture}, {Expert}, arena: {arena});");
            writer.Line($"if ({Rows}.IsEmpty) continue;");
            writer.Line($"{KnownNames.PrivatePrefix}Forward{expert.Method}(in {Rows}, {Leading(step, expert, isModel)}, activations: {Activation(step.Activations)});");
        }

        writer.Line(
            $"pass.Combine({Numbers.Text(step.Outputs)}, mixture: {mixture}, arena: {arena}, results: {Activation(step.Results)}, output: {Activation(step.Output)});");
    }

    /// <summary>Backward: the result is in the region that the gradient came in.</summary>
    /// <param name="writer">Receives the text.</param>
    /// <param name="step">The mixture.</param>
    /// <param name="expert">The plan of an expert.</param>
    /// <param name="regionFeatures">Features of a region of gradients.</param>
    /// <param name="regions">Expression: the regions of gradients of arenas in this frame.</param>
    /// <param name="gradient">Expression: the region with the gradient by the output, and later by the input.</param>
    /// <param name="spare">Expression: the other region.</param>
    /// <param name="wanted">Expression: whether the gradient by the input is wanted.</param>
    /// <param name="isModel">Whether this is the model's own method.</param>
    public static void Backward(
        SourceWriter writer, MixtureStep step, BlockPlan expert, long regionFeatures, string regions, string gradient, string spare, string wanted, bool isModel)
    {
        string mixture = Numbered("mixtures", step.Mixture, isModel), arena = TrainingActivation(step.Arena);
        string inputGradient = wanted == "true" ? gradient : $"{wanted} ? {gradient} : {Names.BackwardPass}.None";
        writer.Line(
            $"pass.Combine({Numbers.Text(step.Outputs)}, mixture: {mixture}, arena: {arena}, results: {TrainingActivation(step.Results)}, "
            + $"gradients: {regions}, outputGradient: {gradient}, logitGradient: {spare});");
        writer.Line(
            $"pass.Route({Numbers.Text(step.Inputs)}, mixture: {mixture}, input: {TrainingActivation(step.Input)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"bias: {Parameter(step.Bias, isModel)}, logitGradient: {spare}, inputGradient: {inputGradient});");
        string kept = expert.ResidualDepth == 0 ? "" : $"kept: {Number(2 * regionFeatures)}, ";
        string inner = expert.ExpertRegions == 0 ? "" : $"expertGradients: {Number((2 + expert.ResidualDepth) * regionFeatures)}, ";
        using (Loop(writer, step))
        {
            writer.Line($"{Names.BackwardPass} {Rows} = pass.Expert(mixture: {mixture}, {Expert}, arena: {arena}, gradients: {regions});");
            writer.Line(
                $"{KnownNames.PrivatePrefix}Backward{expert.Method}(in {Rows}, {Leading(step, expert, isModel)}, activations: {TrainingActivation(step.Activations)}, "
                + $"gradient: 0L, spare: {Number(regionFeatures)}, {kept}{inner}needsInputGradient: {wanted});");
        }

        string result = expert.LinearLayers % 2 == 0 ? "0L" : Number(regionFeatures);
        writer.Line(
            $"{(wanted == "true" ? "" : $"if ({wanted}) ")}pass.AddExperts({Numbers.Text(step.Inputs)}, mixture: {mixture}, gradients: {regions}, "
            + $"expertGradient: {result}, inputGradient: {gradient});");
    }

    private static System.IDisposable Loop(SourceWriter writer, MixtureStep step) =>
        writer.Block($"for (long {Expert} = 0; {Expert} < {Numbers.Text(step.Declaration.Count)}; {Expert}++)");

    /// <summary>Parameters and numbers of layers of the expert that the loop stands at; its input begins the arena.</summary>
    private static string Leading(MixtureStep step, BlockPlan expert, bool isModel)
    {
        string text = $"parameters: {Parameter(step.Parameters, isModel)} + ({Expert} * {Number(step.ParameterStride)}), ";
        if (expert.DropoutLayers > 0) text += $"dropouts: {Numbered("dropouts", step.Dropouts, isModel)} + ({Expert} * {Number(step.DropoutStride)}), ";
        if (expert.Mixtures > 0) text += $"mixtures: {Numbered("mixtures", step.Mixture + 1, isModel)} + ({Expert} * {Number(step.MixtureStride)}), ";
        return text + "input: 0L";
    }
}
