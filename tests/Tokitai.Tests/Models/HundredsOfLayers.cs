namespace Tokitai.Tests.Models;

/// <summary>More copies than calls are unrolled: they run in loops, with residuals, dropout and an odd number of linear layers each.</summary>
[Model(12)]
public sealed partial class HundredsOfLayers
{
    [Repeat(301, Residual = true)]
    public partial Repeat<ThinBlock> Residuals { get; }

    [Repeat(3)]
    public partial Repeat<ThinBlock> Plain { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class ThinBlock
{
    [LayerNorm]
    public partial LayerNorm Norm { get; }

    [Linear(12, Activation = ActivationKind.Silu, Dropout = 0.1)]
    public partial Linear Dense { get; }
}
