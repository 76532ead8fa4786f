namespace Tokitai;

/// <summary>A block whose input is added to its result. Made by generated code; see <see cref="ResidualAttribute"/>.</summary>
/// <typeparam name="TBlock">The class of the block.</typeparam>
public sealed class Residual<TBlock>
    where TBlock : class
{
    internal Residual(TBlock block) => Block = block;

    /// <summary>The block.</summary>
    public TBlock Block { get; }
}
