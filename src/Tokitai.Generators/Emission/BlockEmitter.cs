using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>
/// Writes the file of a block: its typed views. What a block computes is written into each model that uses it, since its sizes are
/// known there.
/// </summary>
internal static class BlockEmitter
{
    private const string Tensors = KnownNames.PrivatePrefix + "Tensors";
    private const string First = KnownNames.PrivatePrefix + "First";

    public static string Emit(BlockViews block) => ClassFile.Write(block.Type, static _ => { }, "", writer =>
    {
        if (!block.IsValid)
        {
            StubEmitter.Emit(writer, block.Layers);
            return;
        }

        writer.Line($"private readonly {Names.TensorSet} {Tensors};");
        writer.Line($"private readonly int {First};");
        ViewEmitter.Fields(writer, block.Members);
        writer.Line();
        writer.Line("/// <summary>Infrastructure: the views of one use of the block; they know indices of tensors, never sizes.</summary>");
        writer.Line(Names.GeneratedCode);
        using (writer.Block($"internal {block.Type.Name}({Names.TensorSet} tensors, int first)"))
        {
            writer.Line($"{Tensors} = tensors;");
            writer.Line($"{First} = first;");
            ViewEmitter.Assignments(writer, block.Members, "tensors", "first + ");
        }

        ViewEmitter.Properties(writer, block.Members, Tensors, First + " + ");
    });
}
