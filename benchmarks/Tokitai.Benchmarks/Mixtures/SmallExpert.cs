namespace Tokitai.Benchmarks.Mixtures;

/// <summary>Four products of 128: 200 KB, so that eight of them stay in a cache.</summary>
[Block]
public sealed partial class SmallExpert
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<SmallHidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
