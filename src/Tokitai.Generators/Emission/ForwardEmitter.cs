using System.Collections.Generic;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using static Tokitai.Generators.Emission.Expressions;

namespace Tokitai.Generators.Emission;

/// <summary>Writes <c>Forward</c> and one method for each use of a block.</summary>
internal static class ForwardEmitter
{
    public static void Emit(SourceWriter writer, ModelPlan plan)
    {
        string self = plan.Type.FullName;
        writer.Line("/// <inheritdoc/>");
        writer.Line(Names.GeneratedCode);
        using (writer.Block(
            $"public global::System.ReadOnlySpan<float> Forward(global::System.ReadOnlySpan<float> input, global::Tokitai.Workspace<{self}> workspace)"))
        {
            writer.Line($"using {Names.ForwardPass} pass = {Names.ForwardPass}.Begin<{self}>({Names.Parameters}, workspace, input);");
            Steps(writer, plan.Body, plan.Blocks, isModel: true);
            writer.Line($"return pass.Output({Numbers.Text(plan.Body.Outputs)}, {Activation(plan.Body.Output)});");
        }

        foreach (BlockPlan block in plan.Blocks)
        {
            writer.Line();
            writer.Line($"// {block.Name}: {Numbers.Text(block.Inputs)} -> {Numbers.Text(block.Outputs)}");
            writer.Line(Names.GeneratedCode);
            using (writer.Block(
                $"private static void {KnownNames.PrivatePrefix}Forward{block.Method}(in {Names.ForwardPass} pass, long parameters, long input, long activations)"))
            {
                Steps(writer, block, plan.Blocks, isModel: false);
            }
        }
    }

    private static void Steps(SourceWriter writer, BlockPlan plan, IReadOnlyList<BlockPlan> blocks, bool isModel)
    {
        foreach (Step step in plan.Steps)
        {
            if (step is LinearStep linear) Linear(writer, linear, isModel);
            else Call(writer, (CallStep)step, blocks, isModel);
        }
    }

    private static void Linear(SourceWriter writer, LinearStep step, bool isModel)
    {
        writer.Line($"// {step.Name}: {LayerText.Describe(step)}");
        writer.Line(
            $"pass.Linear({Numbers.Text(step.Inputs)}, {Numbers.Text(step.Outputs)}, input: {Activation(step.Input)}, "
            + $"weight: {Parameter(step.Weight, isModel)}, bias: {OptionalParameter(step.Bias, isModel, Names.ForwardPass)}, output: {Activation(step.Product)});");
        if (step.Norm == NormKind.Layer)
        {
            writer.Line(
                $"pass.LayerNorm({Numbers.Text(step.Outputs)}, {Kind(step.Activation)}, epsilon: 1e-5f, weight: {Parameter(step.NormWeight!.Value, isModel)}, "
                + $"bias: {Parameter(step.NormBias!.Value, isModel)}, input: {Activation(step.Product)}, statistics: {Activation(step.Statistics)}, output: {Activation(step.Output)});");
        }
        else if (step.Activation != ActivationKind.None)
        {
            writer.Line($"pass.Activate({Numbers.Text(step.Outputs)}, {Kind(step.Activation)}, input: {Activation(step.Product)}, output: {Activation(step.Output)});");
        }
    }

    private static void Call(SourceWriter writer, CallStep step, IReadOnlyList<BlockPlan> blocks, bool isModel)
    {
        string method = $"{KnownNames.PrivatePrefix}Forward{blocks[step.Block].Method}";
        if (step.Copies == 1)
        {
            writer.Line(
                $"{method}(in pass, parameters: {Parameter(step.Parameters, isModel)}, input: {Activation(step.Input)}, "
                + $"activations: {Activation(step.Activations(step.FirstCopy))}); // {step.Name}[{Numbers.Text(step.FirstCopy)}]");
            return;
        }

        string distance = step.BaseCopy == 0 ? "copy" : $"(copy - {Numbers.Text(step.BaseCopy)})";
        string before = $"(copy - {Numbers.Text(step.BaseCopy + 1)})";
        writer.Line($"// {step.Name}[{Numbers.Text(step.FirstCopy)}] to {step.Name}[{Numbers.Text(step.FirstCopy + step.Copies - 1)}]");
        using (writer.Block($"for (long copy = {Number(step.FirstCopy)}; copy < {Number(step.FirstCopy + step.Copies)}; copy++)"))
        {
            string parameters = $"{Parameter(step.Parameters - (step.FirstCopy * step.ParameterStride), isModel)} + (copy * {Number(step.ParameterStride)})";
            string input = CopyActivation(step.Output(step.BaseCopy), step.Stride, before);
            string activations = CopyActivation(step.Base, step.Stride, distance);
            writer.Line($"{method}(in pass, parameters: {parameters}, input: {input}, activations: {activations});");
        }
    }
}
