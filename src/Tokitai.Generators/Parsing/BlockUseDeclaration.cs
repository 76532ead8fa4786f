namespace Tokitai.Generators.Parsing;

/// <summary>A layer that runs a block, once or several times.</summary>
/// <param name="Name">The property's name.</param>
/// <param name="Header">Modifiers and type.</param>
/// <param name="Accessors">Further accessors.</param>
/// <param name="Count">Number of copies.</param>
/// <param name="IsResidual">Whether each copy adds its input to its result.</param>
/// <param name="Block">Metadata name of the block's class.</param>
/// <param name="BlockFullName">Name of the block's class with <c>global::</c>.</param>
internal abstract record BlockUseDeclaration(
    string Name, string Header, string Accessors, int Count, bool IsResidual, string Block, string BlockFullName)
    : LayerDeclaration(Name, Header, Accessors)
{
    /// <summary>What the names of a copy's parameters begin with, such as <c>blocks.3</c>.</summary>
    public abstract string CopyPath(int copy);
}
