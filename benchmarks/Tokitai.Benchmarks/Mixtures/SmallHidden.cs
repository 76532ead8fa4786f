namespace Tokitai.Benchmarks.Mixtures;

/// <summary>A layer inside of <see cref="SmallExpert"/>.</summary>
[Block]
public sealed partial class SmallHidden
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
