namespace Tokitai.Benchmarks.Mixtures;

/// <summary>8 MB of weights: eight of them come from memory.</summary>
[Block]
public sealed partial class LargeExpert
{
    [Linear(2048, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(512)]
    public partial Linear Down { get; }
}
