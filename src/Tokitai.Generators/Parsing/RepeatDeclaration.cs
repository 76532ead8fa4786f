namespace Tokitai.Generators.Parsing;

/// <summary>A repeated block.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Header">Modifiers and type.</param>
/// <param name="Accessors">Further accessors.</param>
/// <param name="Count">Number of copies.</param>
/// <param name="IsResidual">Whether each copy adds its input to its result.</param>
/// <param name="IsRecomputed">Whether training keeps the results of the copies alone, and Backward runs each copy again.</param>
/// <param name="Block">Metadata name of the block's class.</param>
/// <param name="BlockFullName">Name of the block's class with <c>global::</c>.</param>
internal sealed record RepeatDeclaration(
    string Name, string Header, string Accessors, int Count, bool IsResidual, bool IsRecomputed, string Block, string BlockFullName)
    : BlockUseDeclaration(Name, Header, Accessors, Count, IsResidual, Block, BlockFullName)
{
    public override string CopyPath(int copy) => PathName + "." + Numbers.Text(copy);
}
