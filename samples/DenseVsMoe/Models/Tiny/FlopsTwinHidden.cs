using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>A hidden layer of <see cref="TinyMoeFlopsTwin"/>.</summary>
[Block]
public sealed partial class FlopsTwinHidden
{
    [Linear(2896, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
