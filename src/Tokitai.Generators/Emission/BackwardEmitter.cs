using System;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using static Tokitai.Generators.Emission.Expressions;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes <c>Backward</c>, <c>BackwardAndUpdate</c>, and one method for each use of a block: the layers in reverse order. Gradients
/// alternate between two regions: each linear layer reads one and writes the other.
/// </summary>
internal static class BackwardEmitter
{
    private const string Run = KnownNames.PrivatePrefix + "RunBackward";

    public static void Emit(SourceWriter writer, ModelPlan plan)
    {
        EntryPoints(writer, plan.Type.FullName);
        writer.Line();
        writer.Line(Names.GeneratedCode);
        using (writer.Block($"private static void {Run}(in {Names.BackwardPass} pass, global::System.ReadOnlySpan<float> outputGradient)"))
        {
            string[] regions = [Number(plan.Gradients), Number(plan.Gradients + plan.GradientFeatures)];
            var scope = new Scope(
                plan, "pass.NeedsInputGradient", Number(plan.Gradients + (2 * plan.GradientFeatures)), Number(plan.ExpertGradients), IsModel: true);
            writer.Line($"pass.OutputGradient({Numbers.Text(plan.Body.Outputs)}, outputGradient, {regions[0]});");
            int last = Steps(writer, plan.Body, scope, regions);
            writer.Line(
                $"pass.InputGradient({Numbers.Text(plan.Body.Inputs)}, pass.NeedsInputGradient ? {regions[last]} : {Names.BackwardPass}.None);");
        }

        foreach (BlockPlan block in plan.Blocks)
        {
            writer.Line();
            writer.Line($"// {block.Name}: {Numbers.Text(block.Inputs)} -> {Numbers.Text(block.Outputs)}");
            writer.Line(Names.GeneratedCode);
            string layers = (block.DropoutLayers == 0 ? "" : "long dropouts, ") + (block.Mixtures == 0 ? "" : "long mixtures, ");
            string kept = (block.ResidualDepth == 0 ? "" : "long kept, ") + (block.ExpertRegions == 0 ? "" : "long expertGradients, ");
            using (writer.Block(
                $"private static void {KnownNames.PrivatePrefix}Backward{block.Method}(in {Names.BackwardPass} pass, long parameters, {layers}long input, "
                + $"long activations, long gradient, long spare, {kept}bool needsInputGradient)"))
            {
                Steps(writer, block, new Scope(plan, "needsInputGradient", "kept", "expertGradients", IsModel: false), ["gradient", "spare"]);
            }
        }
    }

    private static void EntryPoints(SourceWriter writer, string self)
    {
        writer.Line("/// <inheritdoc/>");
        writer.Line(Names.GeneratedCode);
        using (writer.Block(
            $"public void Backward(global::System.ReadOnlySpan<float> outputGradient, global::Tokitai.Gradients<{self}> gradients, "
            + $"global::Tokitai.Workspace<{self}> workspace, global::System.Span<float> inputGradient = default, bool accumulate = false, float auxiliaryScale = 1)"))
        {
            writer.Line(
                $"using {Names.BackwardPass} pass = {Names.BackwardPass}.Begin<{self}>({Names.Parameters}, gradients, workspace, outputGradient, "
                + "inputGradient, accumulate, auxiliaryScale);");
            writer.Line($"{Run}(in pass, outputGradient);");
        }

        writer.Line();
        writer.Line("/// <inheritdoc/>");
        writer.Line(Names.GeneratedCode);
        using (writer.Block(
            $"public void BackwardAndUpdate(global::System.ReadOnlySpan<float> outputGradient, global::Tokitai.Optimizer<{self}> optimizer, "
            + $"global::Tokitai.Workspace<{self}> workspace, global::System.Span<float> inputGradient = default, float auxiliaryScale = 1)"))
        {
            writer.Line(
                $"using {Names.BackwardPass} pass = {Names.BackwardPass}.Begin<{self}>({Names.Parameters}, optimizer, workspace, outputGradient, "
                + "inputGradient, auxiliaryScale);");
            writer.Line($"while (pass.NextRun()) {Run}(in pass, outputGradient);");
        }
    }

    /// <summary>Writes the steps in reverse order and returns which of the two regions holds the result.</summary>
    private static int Steps(SourceWriter writer, BlockPlan plan, Scope scope, string[] regions)
    {
        // Before the first parameters only the gradient of the input is left to find, if anybody asks for it.
        int first = 0;
        while (first < plan.Steps.Count && !plan.Steps[first].HasParameters) first++;
        int region = 0;
        Step? before = null;
        for (int i = plan.Steps.Count - 1; i >= 0; i--)
        {
            Step step = plan.Steps[i];

            // The gradient goes straight through it.
            if (step is PadicEncodingStep) continue;
            string gradient = regions[region], spare = regions[1 - region];
            string wanted = i <= first ? scope.Needed : "true";
            using IDisposable? condition = i < first && step is not CallStep ? writer.Block($"if ({scope.Needed})") : null;
            StepComment.Write(writer, step, before, descending: true);
            switch (step)
            {
                case LinearStep linear:
                    Linear(writer, linear, gradient, spare, wanted, scope.IsModel);
                    region = 1 - region;
                    break;
                case NormStep norm: Norm(writer, norm, gradient, scope.IsModel); break;
                case ActivateStep activate:
                    writer.Line($"pass.Activate({Numbers.Text(activate.Features)}, {Kind(activate.Activation)}, input: {TrainingActivation(activate.Input)}, gradient: {gradient});");
                    break;
                case DropoutStep dropout:
                    writer.Line(
                        $"pass.Dropout({Numbers.Text(dropout.Features)}, rate: {Number(dropout.Rate)}, layer: {Numbered("dropouts", dropout.Layer, scope.IsModel)}, gradient: {gradient});");
                    break;
                case MixtureStep mixture:
                    MixtureEmitter.Backward(
                        writer, mixture, scope.Plan.Blocks[mixture.Block], scope.Plan.GradientFeatures, scope.ExpertGradients, gradient, spare, wanted, scope.IsModel);
                    break;
                default:
                    if (Call(writer, (CallStep)step, scope, gradient, spare, wanted)) region = 1 - region;
                    break;
            }

            before = step;
        }

        return region;
    }

    private static void Linear(SourceWriter writer, LinearStep step, string gradient, string spare, string wanted, bool isModel)
    {
        string inputGradient = wanted == "true" ? spare : $"{wanted} ? {spare} : {Names.BackwardPass}.None";
        writer.Line(
            $"pass.Linear({Numbers.Text(step.Inputs)}, {Numbers.Text(step.Outputs)}, input: {TrainingActivation(step.Input)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"bias: {OptionalParameter(step.Bias, isModel, Names.BackwardPass)}, outputGradient: {gradient}, inputGradient: {inputGradient});");
    }

    private static void Norm(SourceWriter writer, NormStep step, string gradient, bool isModel)
    {
        string bias = step.Bias is long offset ? $"bias: {Parameter(offset, isModel)}, " : "";
        writer.Line(
            $"pass.{step.Norm}Norm({Numbers.Text(step.Features)}, {Kind(step.Activation)}, weight: {Parameter(step.Weight, isModel)}, {bias}"
            + $"input: {TrainingActivation(step.Input)}, statistics: {TrainingActivation(step.Statistics)}, gradient: {gradient});");
    }

    /// <summary>Writes a call, and tells whether its result is in the other region.</summary>
    private static bool Call(SourceWriter writer, CallStep step, Scope scope, string gradient, string spare, string wanted)
    {
        BlockPlan block = scope.Plan.Blocks[step.Block];
        bool flips = block.LinearLayers % 2 != 0;
        CallArguments arguments = CallArguments.Of(step, block, scope.IsModel, training: true);
        if (step.Copies == 1)
        {
            One(writer, step, block, scope, arguments, gradient, spare, flips, wanted);
            return flips;
        }

        // The first copy of a loop never is the first layer of its class: a copy before the loop has read the class's input.
        long last = step.FirstCopy + step.Copies - 1;
        using (writer.Block($"for (long {CallArguments.Copy} = {Number(last)}; {CallArguments.Copy} >= {Number(step.FirstCopy)}; {CallArguments.Copy}--)"))
        {
            if (flips)
            {
                writer.Line($"bool turned = (({Number(last)} - {CallArguments.Copy}) & 1) != 0;");
                One(writer, step, block, scope, arguments, $"turned ? {spare} : {gradient}", $"turned ? {gradient} : {spare}", flips, "true");
            }
            else
            {
                One(writer, step, block, scope, arguments, gradient, spare, flips, "true");
            }
        }

        return flips && step.Copies % 2 != 0;
    }

    private static void One(
        SourceWriter writer, CallStep step, BlockPlan block, Scope scope, CallArguments arguments, string gradient, string spare, bool flips, string wanted)
    {
        string features = Numbers.Text(block.Outputs);
        string condition = wanted == "true" ? "" : $"if ({wanted}) ";
        string inner = step.IsResidual ? $"{scope.Kept} + {Number(scope.Plan.GradientFeatures)}" : scope.Kept;
        string kept = block.ResidualDepth == 0 ? "" : $"kept: {inner}, ";
        if (block.ExpertRegions > 0) kept += $"expertGradients: {scope.ExpertGradients}, ";
        if (step.Kept is not null) Recompute(writer, step, block, arguments);
        if (step.IsResidual) writer.Line($"{condition}pass.KeepGradient({features}, gradient: {gradient}, kept: {scope.Kept});");
        writer.Line(
            $"{KnownNames.PrivatePrefix}Backward{block.Method}(in pass, {arguments.Leading}, gradient: {gradient}, spare: {spare}, {kept}needsInputGradient: {wanted});"
            + StepComment.Behind(step));
        if (step.IsResidual) writer.Line($"{condition}pass.AddGradient({features}, kept: {scope.Kept}, gradient: {(flips ? spare : gradient)});");
    }

    /// <summary>Runs a copy again, whose activations others have overwritten; the last copy's may still be there.</summary>
    private static void Recompute(SourceWriter writer, CallStep step, BlockPlan block, CallArguments arguments)
    {
        string isLast = step.Copies == 1 ? (step.FirstCopy == step.LastCopy ? "true" : "false") : $"{CallArguments.Copy} == {Number(step.LastCopy)}";
        writer.Line(
            $"if (pass.Recomputes(isLast: {isLast})) {KnownNames.PrivatePrefix}Forward{block.Method}(pass.Recomputation, {arguments.Leading});");
    }

    /// <summary>What the steps of one method have in common.</summary>
    /// <param name="Plan">The model.</param>
    /// <param name="Needed">Expression: whether the gradient of the class's input is wanted.</param>
    /// <param name="Kept">Expression: the first region that a residual may keep its gradient in.</param>
    /// <param name="ExpertGradients">Expression: the regions of gradients of the arenas of mixtures.</param>
    /// <param name="IsModel">Whether this is the model's own method.</param>
    private sealed record Scope(ModelPlan Plan, string Needed, string Kept, string ExpertGradients, bool IsModel);
}
