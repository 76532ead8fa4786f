namespace Tokitai.Tests.Models;

/// <summary>The arrangement of the first transformers: a norm behind each sum.</summary>
[Model(10)]
public sealed partial class ResidualPostNorm
{
    [Linear(16)]
    public partial Linear Input { get; }

    [Residual]
    public partial Residual<BareBlock> First { get; }

    [LayerNorm]
    public partial LayerNorm FirstNorm { get; }

    [Residual]
    public partial Residual<BareBlock> Second { get; }

    [LayerNorm]
    public partial LayerNorm SecondNorm { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class BareBlock
{
    [Linear(40, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(16)]
    public partial Linear Down { get; }
}
