namespace Tokitai.Generators.Parsing;

/// <summary>A repeated block.</summary>
internal sealed record RepeatDeclaration(
    string Name, string Header, string Accessors, int Count, bool IsResidual, string Block, string BlockFullName)
    : BlockUseDeclaration(Name, Header, Accessors, Count, IsResidual, Block, BlockFullName)
{
    public override string CopyPath(int copy) => PathName + "." + Numbers.Text(copy);
}
