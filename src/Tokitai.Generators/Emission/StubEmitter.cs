using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes what a class with an error needs to be one to the compiler, above all its layer properties: the user then sees our error and
/// not the compiler's about properties without an implementing part.
/// </summary>
internal static class StubEmitter
{
    private const string Throw =
        "throw new global::System.InvalidOperationException(\"The declaration of this class has errors, so no code was generated for it.\")";

    /// <summary>The file of a class that gets nothing but stubs.</summary>
    public static string EmitFile(TypeIdentity type, IEnumerable<LayerDeclaration> layers) =>
        ClassFile.Write(type, static _ => { }, "", writer => Emit(writer, layers));

    /// <summary>
    /// The file of a model with an error. It is an <c>IModel</c> to the compiler, which would otherwise stop at the first field of type
    /// <c>Workspace&lt;M&gt;</c> and never come to our error; but by explicit members alone, which clash with nothing and offer nothing.
    /// </summary>
    public static string EmitModel(ModelDeclaration model)
    {
        if (!model.CanImplement) return EmitFile(model.Type, model.Layers);
        string self = model.Type.FullName, contract = $"global::Tokitai.IModel<{self}>";
        const string Floats = "global::System.ReadOnlySpan<float>";
        return ClassFile.Write(model.Type, static _ => { }, " : " + contract, writer =>
        {
            Emit(writer, model.Layers);
            writer.Line($"static global::Tokitai.ModelInfo {contract}.Info => {Throw};");
            writer.Line($"static {self} {contract}.Create(ulong seed) => {Throw};");
            writer.Line($"static global::Tokitai.Workspace<{self}> {contract}.CreateWorkspace(int maxBatch, bool training) => {Throw};");
            writer.Line($"static global::Tokitai.Gradients<{self}> {contract}.CreateGradients() => {Throw};");
            writer.Line($"{Names.TensorSet} {contract}.Parameters => {Throw};");
            writer.Line($"{Floats} {contract}.Forward({Floats} input, global::Tokitai.Workspace<{self}> workspace) => {Throw};");
            writer.Line($"void {contract}.Backward({Floats} outputGradient, global::Tokitai.Gradients<{self}> gradients, global::Tokitai.Workspace<{self}> workspace, global::System.Span<float> inputGradient, bool accumulate, float auxiliaryScale) => {Throw};");
            writer.Line($"void {contract}.BackwardAndUpdate({Floats} outputGradient, global::Tokitai.Optimizer<{self}> optimizer, global::Tokitai.Workspace<{self}> workspace, global::System.Span<float> inputGradient, float auxiliaryScale) => {Throw};");
            writer.Line($"void global::System.IDisposable.Dispose() => {Throw};");
        });
    }

    public static void Emit(SourceWriter writer, IEnumerable<LayerDeclaration> layers)
    {
        foreach (LayerDeclaration layer in layers.Where(layer => layer.Header.Contains("partial ")))
        {
            if (layer.Accessors.Length == 0) writer.Line($"{layer.Header} {layer.Name} => {Throw};");
            else writer.Line($"{layer.Header} {layer.Name} {{ {string.Join(" ", layer.Accessors.Split(';').Select(accessor => $"{accessor} => {Throw};"))} }}");
        }
    }
}
