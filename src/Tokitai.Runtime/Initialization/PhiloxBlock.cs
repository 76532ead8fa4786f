namespace Tokitai.Initialization;

/// <summary>The four words of a counter of <see cref="Philox4x32"/>, or of its result.</summary>
internal readonly record struct PhiloxBlock(uint X0, uint X1, uint X2, uint X3)
{
    /// <summary>The word at a position; only the lower two bits of the index count.</summary>
    public uint this[ulong index] => (index & 3) switch { 0 => X0, 1 => X1, 2 => X2, _ => X3 };
}
