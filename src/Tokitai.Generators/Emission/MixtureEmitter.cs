using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using static Tokitai.Generators.Emission.Expressions;

namespace Tokitai.Generators.Emission;

/// <summary>Writes a mixture of experts: its router and its sum are calls of the pass, its experts calls of the method of their block.</summary>
internal static class MixtureEmitter
{
    private const string Rows = "rows";
    private const string At = "at";

    /// <summary>Forward: routes, runs the experts that somebody chose, sums up.</summary>
    public static void Forward(SourceWriter writer, MixtureStep step, BlockPlan expert, bool isModel)
    {
        string mixture = Numbered("mixtures", step.Mixture, isModel), arena = Activation(step.Arena);
        writer.Line(
            $"pass.Route({Numbers.Text(step.Inputs)}, mixture: {mixture}, input: {Activation(step.Input)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"bias: {Parameter(step.Bias, isModel)}, logits: {Activation(step.Logits)}, arena: {arena});");
        writer.Line($"pass.Experts(mixture: {mixture}, arena: {arena},");
        writer.Line($"    {Places(step, expert, Activation(step.Activations), isModel)},");
        writer.Line($"    static (in {Names.ForwardPass} {Rows}, in {Names.ExpertPlaces} {At}) =>");
        writer.Line($"        {KnownNames.PrivatePrefix}Forward{expert.Method}(in {Rows}, {Leading(expert)}));");
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
        writer.Line($"pass.Experts(mixture: {mixture}, arena: {arena}, gradients: {regions}, needsInputGradient: {wanted},");
        writer.Line($"    {Places(step, expert, TrainingActivation(step.Activations), isModel)},");
        writer.Line($"    static (in {Names.BackwardPass} {Rows}, in {Names.ExpertPlaces} {At}, bool needs) =>");
        writer.Line(
            $"        {KnownNames.PrivatePrefix}Backward{expert.Method}(in {Rows}, {Leading(expert)}, gradient: 0L, spare: {Number(regionFeatures)}, "
            + $"{kept}{inner}needsInputGradient: needs));");

        string result = expert.LinearLayers % 2 == 0 ? "0L" : Number(regionFeatures);
        writer.Line(
            $"{(wanted == "true" ? "" : $"if ({wanted}) ")}pass.AddExperts({Numbers.Text(step.Inputs)}, mixture: {mixture}, gradients: {regions}, "
            + $"expertGradient: {result}, inputGradient: {gradient});");
    }

    /// <summary>Where the first expert's parameters and layers are.</summary>
    private static string Places(MixtureStep step, BlockPlan expert, string activations, bool isModel)
    {
        string text = $"new {Names.ExpertPlaces} {{ Parameters = {Parameter(step.Parameters, isModel)}, ParameterStride = {Number(step.ParameterStride)}, ";
        if (expert.DropoutLayers > 0) text += $"Dropouts = {Numbered("dropouts", step.Dropouts, isModel)}, DropoutStride = {Number(step.DropoutStride)}, ";
        if (expert.Mixtures > 0) text += $"Mixtures = {Numbered("mixtures", step.Mixture + 1, isModel)}, MixtureStride = {Number(step.MixtureStride)}, ";
        return text + $"Activations = {activations}, LinearLayers = {Number(expert.LinearLayers)} }}";
    }

    /// <summary>Parameters, numbers of layers and activations of one expert; its input begins the arena.</summary>
    private static string Leading(BlockPlan expert) =>
        $"parameters: {At}.Parameters, " + (expert.DropoutLayers > 0 ? $"dropouts: {At}.Dropouts, " : "") + (expert.Mixtures > 0 ? $"mixtures: {At}.Mixtures, " : "")
        + $"input: 0L, activations: {At}.Activations";
}
