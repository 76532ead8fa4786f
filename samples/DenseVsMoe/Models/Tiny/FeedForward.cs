using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>A block of <see cref="TinyDense"/>.</summary>
[Block]
public sealed partial class FeedForward
{
    [Linear(4096, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(1024, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}
