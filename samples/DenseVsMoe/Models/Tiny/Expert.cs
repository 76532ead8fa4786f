using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>An expert of all mixtures at the Tiny budget: 21,245,972 parameters on 96 inputs.</summary>
[Block]
public sealed partial class Expert
{
    [Linear(2048, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(5)]
    public partial Repeat<Hidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
