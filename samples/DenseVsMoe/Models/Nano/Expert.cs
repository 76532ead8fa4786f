using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary>An expert of all mixtures at the Nano budget: 48,788 parameters on 96 inputs.</summary>
[Block]
public sealed partial class Expert
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<Hidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
