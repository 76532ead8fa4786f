using System.Collections.Generic;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>Writes the constants and the table of tensors.</summary>
internal static class TableEmitter
{
    public static void Constants(SourceWriter writer, ModelPlan plan)
    {
        BlockPlan body = plan.Body;
        Constant("Number of input features of one sample.", "int", "InputSize", Numbers.Text(body.Inputs));
        Constant("Number of output features of one sample.", "int", "OutputSize", Numbers.Text(body.Outputs));
        Constant("Number of trained scalars.", "long", "ParameterCount", Expressions.Number(body.ParameterCount));
        Constant("Number of parameter tensors.", "int", "ParameterTensorCount", Numbers.Text(body.TensorCount));
        Constant("Floating-point operations of the matrix products of one sample's forward pass.", "long", "ForwardFlopsPerSample", Expressions.Number(body.ForwardFlops));
        Constant("Floating-point operations of the matrix products of one sample's forward and backward pass.", "long", "TrainingFlopsPerSample", Expressions.Number(plan.TrainingFlops));
        Constant("SHA-256 of the architecture: names, shapes and forward semantics.", "string", "Fingerprint", $"\"{plan.Fingerprint}\"");

        void Constant(string summary, string type, string name, string value)
        {
            writer.Line($"/// <summary>{summary}</summary>");
            writer.Line(Names.GeneratedCode);
            writer.Line($"public const {type} {name} = {value};");
            writer.Line();
        }
    }

    public static void Info(SourceWriter writer, ModelPlan plan)
    {
        string builder = Names.Services + "ModelInfoBuilder";
        writer.Line("/// <inheritdoc/>");
        writer.Line(Names.GeneratedCode);
        writer.Line($"public static global::Tokitai.ModelInfo Info => {KnownNames.PrivatePrefix}Tables.Info;");
        writer.Line();

        // A class of its own: static fields of the parts of a class start in no defined order, and one of the user's may hold a model.
        writer.Line(Names.GeneratedCode);
        using (writer.Block($"private static class {KnownNames.PrivatePrefix}Tables"))
        {
            writer.Line($"internal static readonly global::Tokitai.ModelInfo Info = {KnownNames.PrivatePrefix}Describe();");
        }

        writer.Line();
        writer.Line(Names.GeneratedCode);
        using (writer.Block($"private static global::Tokitai.ModelInfo {KnownNames.PrivatePrefix}Describe()"))
        {
            writer.Line($"var builder = new {builder}({Numbers.Text(PackedSizes.LayoutVersion)}, \"{plan.Type.DisplayName}\", InputSize, OutputSize);");
            Steps(writer, plan.Body, plan.Blocks, "");
            foreach (HeadDeclaration head in plan.Heads)
            {
                writer.Line(
                    $"builder.Head({Expressions.Literal(head.Name)}, {Numbers.Text(head.Size)}, global::Tokitai.LossKind.{head.Loss}, "
                    + $"weight: {Expressions.Number(head.Weight)});");
            }

            string rows = plan.Body.RowsPerSample > 1 ? ", rowsPerSample: " + Numbers.Text(plan.Body.RowsPerSample) : "";
            writer.Line(
                $"return builder.Build(packedLength: {Expressions.Number(plan.Body.PackedLength)}, ParameterCount, trainingFeatures: {Expressions.Number(plan.TrainingFeatures)}, "
                + $"inferenceFeatures: {Expressions.Number(plan.InferenceFeatures)}, widestLayer: {Numbers.Text(plan.Body.WidestLayer)}, "
                + $"ForwardFlopsPerSample, TrainingFlopsPerSample, Fingerprint{rows});");
        }

        foreach (BlockPlan block in plan.Blocks)
        {
            writer.Line();
            writer.Line(Names.GeneratedCode);
            using (writer.Block($"private static void {KnownNames.PrivatePrefix}Describe{block.Method}({builder} builder, string path)"))
            {
                Steps(writer, block, plan.Blocks, "path + ");
            }
        }
    }

    private static void Steps(SourceWriter writer, BlockPlan plan, IReadOnlyList<BlockPlan> blocks, string prefix)
    {
        // Copies that follow each other with the same plan are one loop here, however the passes run them.
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            Step step = plan.Steps[i];
            string path = $"{prefix}\"{(prefix.Length > 0 ? "." : "")}{char.ToLowerInvariant(step.Name[0])}{step.Name.Substring(1)}";
            if (step is LinearStep linear)
            {
                NormStep? facet = i + 1 < plan.Steps.Count && plan.Steps[i + 1] is NormStep next && next.Name == linear.Name ? next : null;
                NormKind norm = facet?.Norm ?? NormKind.None;
                writer.Line(
                    $"builder.Linear({path}\", {Numbers.Text(linear.Inputs)}, {Numbers.Text(linear.Outputs)}, {Parts(linear.Bias is not null, norm)});");
                if (facet is not null) i++;
            }
            else if (step is NormStep single)
            {
                writer.Line($"builder.{single.Norm}Norm({path}\", {Numbers.Text(single.Features)});");
            }
            else if (step is MixtureStep mixture)
            {
                writer.Line($"builder.Mixture({path}\", {Numbers.Text(mixture.Inputs)}, {Options(mixture.Declaration)});");
                using (writer.Block($"for (int expert = 0; expert < {Numbers.Text(mixture.Declaration.Count)}; expert++)"))
                {
                    writer.Line(
                        $"{KnownNames.PrivatePrefix}Describe{blocks[mixture.Block].Method}(builder, {path}.\" + "
                        + "expert.ToString(global::System.Globalization.CultureInfo.InvariantCulture));");
                }
            }
            else if (step is CallStep { IsIndexed: false } call)
            {
                writer.Line($"{KnownNames.PrivatePrefix}Describe{blocks[call.Block].Method}(builder, {path}\");");
            }
            else if (step is CallStep first)
            {
                int end = first.FirstCopy + first.Copies;
                while (i + 1 < plan.Steps.Count && plan.Steps[i + 1] is CallStep other && other.Name == first.Name && other.Block == first.Block)
                {
                    end += other.Copies;
                    i++;
                }

                using (writer.Block($"for (int copy = {Numbers.Text(first.FirstCopy)}; copy < {Numbers.Text(end)}; copy++)"))
                {
                    writer.Line(
                        $"{KnownNames.PrivatePrefix}Describe{blocks[first.Block].Method}(builder, {path}.\" + "
                        + "copy.ToString(global::System.Globalization.CultureInfo.InvariantCulture));");
                }
            }
        }
    }

    /// <summary>The numbers of a mixture, and the options that are not what they are by default.</summary>
    private static string Options(MixtureDeclaration mixture)
    {
        string text = $"experts: {Numbers.Text(mixture.Count)}, topK: {Numbers.Text(mixture.TopK)}";
        if (mixture.Renormalize) text += ", renormalize: true";
        if (mixture.LoadBalance > 0) text += $", loadBalance: {Expressions.Number(mixture.LoadBalance)}";
        if (mixture.RouterZLoss > 0) text += $", routerZLoss: {Expressions.Number(mixture.RouterZLoss)}";
        if (mixture.RouterNoise > 0) text += $", routerNoise: {Expressions.Number(mixture.RouterNoise)}";
        if (mixture.GluingPenalty > 0) text += $", gluingPenalty: {Expressions.Number(mixture.GluingPenalty)}";
        if (mixture.DetachGates) text += ", detachGates: true";
        return text;
    }

    /// <summary>Which optional tensors a linear layer has, as an expression.</summary>
    public static string Parts(bool bias, NormKind norm)
    {
        const string Type = Names.Services + "LinearParts.";
        string text = bias ? Type + "Bias" : "";
        if (norm != NormKind.None) text += $"{(text.Length > 0 ? " | " : "")}{Type}{norm}Norm";
        return text.Length > 0 ? text : Type + "None";
    }
}
