using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary>A hidden layer of an expert.</summary>
[Block]
public sealed partial class Hidden
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
