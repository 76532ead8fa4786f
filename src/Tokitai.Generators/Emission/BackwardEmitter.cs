using System.Collections.Generic;
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
            writer.Line($"pass.OutputGradient({Numbers.Text(plan.Body.Outputs)}, outputGradient, {regions[0]});");
            int last = Steps(writer, plan.Body, plan.Blocks, regions, "pass.NeedsInputGradient", isModel: true);
            writer.Line(
                $"pass.InputGradient({Numbers.Text(plan.Body.Inputs)}, pass.NeedsInputGradient ? {regions[last]} : {Names.BackwardPass}.None);");
        }

        foreach (BlockPlan block in plan.Blocks)
        {
            writer.Line();
            writer.Line($"// {block.Name}: {Numbers.Text(block.Inputs)} -> {Numbers.Text(block.Outputs)}");
            writer.Line(Names.GeneratedCode);
            using (writer.Block(
                $"private static void {KnownNames.PrivatePrefix}Backward{block.Method}(in {Names.BackwardPass} pass, long parameters, long input, "
                + "long activations, long gradient, long spare, bool needsInputGradient)"))
            {
                Steps(writer, block, plan.Blocks, ["gradient", "spare"], "needsInputGradient", isModel: false);
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
    private static int Steps(
        SourceWriter writer, BlockPlan plan, IReadOnlyList<BlockPlan> blocks, string[] regions, string needed, bool isModel)
    {
        int region = 0;
        for (int i = plan.Steps.Count - 1; i >= 0; i--)
        {
            string wanted = i == 0 ? needed : "true";
            if (plan.Steps[i] is LinearStep linear)
            {
                Linear(writer, linear, regions[region], regions[1 - region], wanted, isModel);
                region = 1 - region;
                continue;
            }

            var call = (CallStep)plan.Steps[i];
            BlockPlan block = blocks[call.Block];
            bool flips = block.LinearLayers % 2 != 0;
            Call(writer, call, block, regions[region], regions[1 - region], flips, wanted, isModel);
            if (flips && call.Copies % 2 != 0) region = 1 - region;
        }

        return region;
    }

    private static void Linear(SourceWriter writer, LinearStep step, string gradient, string spare, string wanted, bool isModel)
    {
        writer.Line($"// {step.Name}: {LayerText.Describe(step)}");
        string outputs = Numbers.Text(step.Outputs);
        if (step.Norm == NormKind.Layer)
        {
            writer.Line(
                $"pass.LayerNorm({outputs}, {Kind(step.Activation)}, weight: {Parameter(step.NormWeight!.Value, isModel)}, bias: {Parameter(step.NormBias!.Value, isModel)}, "
                + $"input: {TrainingActivation(step.Product)}, statistics: {TrainingActivation(step.Statistics)}, gradient: {gradient});");
        }
        else if (step.Activation != ActivationKind.None)
        {
            writer.Line($"pass.Activate({outputs}, {Kind(step.Activation)}, input: {TrainingActivation(step.Product)}, gradient: {gradient});");
        }

        string inputGradient = wanted == "true" ? spare : $"{wanted} ? {spare} : {Names.BackwardPass}.None";
        writer.Line(
            $"pass.Linear({Numbers.Text(step.Inputs)}, {outputs}, input: {TrainingActivation(step.Input)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"bias: {OptionalParameter(step.Bias, isModel, Names.BackwardPass)}, outputGradient: {gradient}, inputGradient: {inputGradient});");
    }

    private static void Call(
        SourceWriter writer, CallStep step, BlockPlan block, string gradient, string spare, bool flips, string wanted, bool isModel)
    {
        string method = $"{KnownNames.PrivatePrefix}Backward{block.Method}";
        if (step.Copies == 1)
        {
            writer.Line(
                $"{method}(in pass, parameters: {Parameter(step.Parameters, isModel)}, input: {TrainingActivation(step.Input)}, "
                + $"activations: {TrainingActivation(step.Activations(step.FirstCopy))}, gradient: {gradient}, spare: {spare}, needsInputGradient: {wanted}); "
                + $"// {step.Name}[{Numbers.Text(step.FirstCopy)}]");
            return;
        }

        // The first copy of a loop never is the first layer of its class: a copy before the loop has read the class's input.
        long last = step.FirstCopy + step.Copies - 1;
        string distance = step.BaseCopy == 0 ? "copy" : $"(copy - {Numbers.Text(step.BaseCopy)})";
        writer.Line($"// {step.Name}[{Numbers.Text(last)}] down to {step.Name}[{Numbers.Text(step.FirstCopy)}]");
        using (writer.Block($"for (long copy = {Number(last)}; copy >= {Number(step.FirstCopy)}; copy--)"))
        {
            string parameters = $"{Parameter(step.Parameters - (step.FirstCopy * step.ParameterStride), isModel)} + (copy * {Number(step.ParameterStride)})";
            string input = CopyTrainingActivation(step.Output(step.BaseCopy), step.Stride, $"(copy - {Numbers.Text(step.BaseCopy + 1)})");
            string activations = CopyTrainingActivation(step.Base, step.Stride, distance);
            string turned = $"(({Number(last)} - copy) & 1) == 0";
            string from = flips ? $"{turned} ? {gradient} : {spare}" : gradient;
            string to = flips ? $"{turned} ? {spare} : {gradient}" : spare;
            writer.Line(
                $"{method}(in pass, parameters: {parameters}, input: {input}, activations: {activations}, gradient: {from}, spare: {to}, needsInputGradient: true);");
        }
    }
}
