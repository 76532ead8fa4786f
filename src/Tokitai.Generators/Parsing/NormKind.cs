namespace Tokitai.Generators.Parsing;

/// <summary>The runtime's NormKind, value by value.</summary>
internal enum NormKind
{
    None,
    Layer,
    Rms,
}
