using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>Writes the file of a model.</summary>
internal static class ModelEmitter
{
    public static string Emit(ModelPlan plan) => ClassFile.Write(
        plan.Type,
        writer => RemarksEmitter.Emit(writer, plan),
        $" : global::Tokitai.IModel<{plan.Type.FullName}>",
        writer => Members(writer, plan));

    private static void Members(SourceWriter writer, ModelPlan plan)
    {
        TableEmitter.Constants(writer, plan);
        writer.Line($"private readonly {Names.TensorSet} {Names.Parameters};");
        ViewEmitter.Fields(writer, plan.Members);
        writer.Line();
        Construction(writer, plan);
        ViewEmitter.Properties(writer, plan.Members, Names.Parameters, "");
        writer.Line();
        ForwardEmitter.Emit(writer, plan);
        writer.Line();
        BackwardEmitter.Emit(writer, plan);
        writer.Line();
        TableEmitter.Info(writer, plan);
    }

    private static void Construction(SourceWriter writer, ModelPlan plan)
    {
        string self = plan.Type.FullName;
        writer.Line("/// <summary>Makes a model with freshly drawn parameters.</summary>");
        writer.Line("/// <param name=\"seed\">Decides every initial value, together with the tensor's and the element's index and nothing else.</param>");
        writer.Line(Names.GeneratedCode);
        using (writer.Block($"public {plan.Type.Name}(ulong seed)"))
        {
            writer.Line($"{Names.Parameters} = {Names.Services}ModelParameters.Create(Info, seed);");
            ViewEmitter.Assignments(writer, plan.Members, Names.Parameters, "");
        }

        Member($"public {Names.TensorSet} Parameters => {Names.Parameters};");
        Member($"public static {self} Create(ulong seed) => new {self}(seed);");
        Member($"public static global::Tokitai.Workspace<{self}> CreateWorkspace(int maxBatch, bool training = true) => new global::Tokitai.Workspace<{self}>(maxBatch, training);");
        Member($"public static global::Tokitai.Gradients<{self}> CreateGradients() => new global::Tokitai.Gradients<{self}>();");
        Member($"public void Dispose() => {Names.Parameters}.Dispose();");

        void Member(string text)
        {
            writer.Line();
            writer.Line("/// <inheritdoc/>");
            writer.Line(Names.GeneratedCode);
            writer.Line(text);
        }
    }
}
