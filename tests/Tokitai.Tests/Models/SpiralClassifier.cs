using Tokitai;

namespace Spirals;

/// <summary>Tells which of three spirals a point of the plane lies on.</summary>
[Model(2)]
public sealed partial class SpiralClassifier
{
    [Linear(32)]
    public partial Linear Input { get; }

    [Repeat(2, Residual = true)]
    public partial Repeat<SpiralBlock> Blocks { get; }

    [RmsNorm]
    public partial RmsNorm Norm { get; }

    [Linear(3)]
    public partial Linear Logits { get; }
}

[Block]
public sealed partial class SpiralBlock
{
    [RmsNorm]
    public partial RmsNorm Norm { get; }

    [Linear(64, Activation = ActivationKind.Silu, Dropout = 0.1)]
    public partial Linear Up { get; }

    [Linear(32)]
    public partial Linear Down { get; }
}
