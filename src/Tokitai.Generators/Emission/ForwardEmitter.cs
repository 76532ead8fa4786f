using System;
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
            string layers = (block.DropoutLayers == 0 ? "" : "long dropouts, ") + (block.Mixtures == 0 ? "" : "long mixtures, ");
            using (writer.Block(
                $"private static void {KnownNames.PrivatePrefix}Forward{block.Method}(in {Names.ForwardPass} pass, long parameters, {layers}long input, long activations)"))
            {
                Steps(writer, block, plan.Blocks, isModel: false);
            }
        }
    }

    private static void Steps(SourceWriter writer, BlockPlan plan, IReadOnlyList<BlockPlan> blocks, bool isModel)
    {
        Step? before = null;
        foreach (Step step in plan.Steps)
        {
            StepComment.Write(writer, step, before);
            switch (step)
            {
                case LinearStep linear: Linear(writer, linear, isModel); break;
                case NormStep norm: Norm(writer, norm, isModel); break;
                case ActivateStep activate: Activate(writer, activate); break;
                case MixtureStep mixture: MixtureEmitter.Forward(writer, mixture, blocks[mixture.Block], isModel); break;
                case DropoutStep dropout: Dropout(writer, dropout, isModel); break;
                case PadicEncodingStep encoding: PadicEncoding(writer, encoding, plan.Name); break;
                default: Call(writer, (CallStep)step, blocks, isModel); break;
            }

            before = step;
        }
    }

    private static void Linear(SourceWriter writer, LinearStep step, bool isModel) => writer.Line(
        $"pass.Linear({Numbers.Text(step.Inputs)}, {Numbers.Text(step.Outputs)}, input: {Activation(step.Input)}, "
        + $"weight: {Parameter(step.Weight, isModel)}, bias: {OptionalParameter(step.Bias, isModel, Names.ForwardPass)}, output: {Activation(step.Output)});");

    private static void Norm(SourceWriter writer, NormStep step, bool isModel)
    {
        string bias = step.Bias is long offset ? $"bias: {Parameter(offset, isModel)}, " : "";
        writer.Line(
            $"pass.{step.Norm}Norm({Numbers.Text(step.Features)}, {Kind(step.Activation)}, epsilon: {Number(step.Epsilon)}, weight: {Parameter(step.Weight, isModel)}, "
            + $"{bias}input: {Activation(step.Input)}, statistics: {Activation(step.Statistics)}, output: {Activation(step.Output)});");
    }

    private static void Activate(SourceWriter writer, ActivateStep step) => writer.Line(
        $"pass.Activate({Numbers.Text(step.Features)}, {Kind(step.Activation)}, input: {Activation(step.Input)}, output: {Activation(step.Output)});");

    private static void Dropout(SourceWriter writer, DropoutStep step, bool isModel) => writer.Line(
        $"pass.Dropout({Numbers.Text(step.Features)}, rate: {Number(step.Rate)}, layer: {Numbered("dropouts", step.Layer, isModel)}, "
        + $"input: {Activation(step.Input)}, output: {Activation(step.Output)});");

    private static void PadicEncoding(SourceWriter writer, PadicEncodingStep step, string owner) => writer.Line(
        $"pass.PadicEncoding({Numbers.Text(step.Features)}, first: {Numbers.Text(step.First)}, count: {Numbers.Text(step.Count)}, radix: {Numbers.Text(step.Radix)}, "
        + $"digits: {Numbers.Text(step.Digits)}, layer: {Literal($"'{step.Name}' of {owner}")}, input: {Activation(step.Input)}, output: {Activation(step.Output)});");

    private static void Call(SourceWriter writer, CallStep step, IReadOnlyList<BlockPlan> blocks, bool isModel)
    {
        BlockPlan block = blocks[step.Block];
        CallArguments arguments = CallArguments.Of(step, block, isModel, training: false);
        using IDisposable? loop = step.Copies == 1 ? null : writer.Block(
            $"for (long {CallArguments.Copy} = {Number(step.FirstCopy)}; {CallArguments.Copy} < {Number(step.FirstCopy + step.Copies)}; {CallArguments.Copy}++)");
        writer.Line($"{KnownNames.PrivatePrefix}Forward{block.Method}(in pass, {arguments.Leading});{StepComment.Behind(step)}");
        if (step.Kept is not null) writer.Line($"pass.Keep({Numbers.Text(block.Outputs)}, result: {arguments.Result}, kept: {arguments.Output});");
        if (step.IsResidual) writer.Line($"pass.Add({Numbers.Text(block.Outputs)}, input: {arguments.Input}, output: {arguments.Output});");
    }
}
