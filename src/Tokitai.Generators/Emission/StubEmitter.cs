using System.Collections.Generic;
using System.Linq;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes the layer properties of a class that has an error, and nothing else: the user then sees our error and not the compiler's
/// about properties without an implementing part.
/// </summary>
internal static class StubEmitter
{
    private const string Throw =
        "throw new global::System.InvalidOperationException(\"The declaration of this class has errors, so no code was generated for it.\")";

    /// <summary>The file of a class that gets nothing but stubs.</summary>
    public static string EmitFile(TypeIdentity type, IEnumerable<LayerDeclaration> layers) =>
        ClassFile.Write(type, static _ => { }, "", writer => Emit(writer, layers));

    public static void Emit(SourceWriter writer, IEnumerable<LayerDeclaration> layers)
    {
        foreach (LayerDeclaration layer in layers.Where(layer => layer.Header.Contains("partial ")))
        {
            if (layer.Accessors.Length == 0) writer.Line($"{layer.Header} {layer.Name} => {Throw};");
            else writer.Line($"{layer.Header} {layer.Name} {{ {string.Join(" ", layer.Accessors.Split(';').Select(accessor => $"{accessor} => {Throw};"))} }}");
        }
    }
}
