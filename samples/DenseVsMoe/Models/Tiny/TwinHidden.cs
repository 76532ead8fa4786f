using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>A hidden layer of <see cref="TinyMoeTwin"/>.</summary>
[Block]
public sealed partial class TwinHidden
{
    [Linear(4112, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
