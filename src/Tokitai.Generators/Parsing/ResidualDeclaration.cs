namespace Tokitai.Generators.Parsing;

/// <summary>A block whose input is added to its result.</summary>
internal sealed record ResidualDeclaration(string Name, string Header, string Accessors, string Block, string BlockFullName)
    : BlockUseDeclaration(Name, Header, Accessors, 1, true, Block, BlockFullName)
{
    public override string CopyPath(int copy) => PathName;
}
