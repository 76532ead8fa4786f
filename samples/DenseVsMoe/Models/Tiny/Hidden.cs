using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>A hidden layer of an expert.</summary>
[Block]
public sealed partial class Hidden
{
    [Linear(2048, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
