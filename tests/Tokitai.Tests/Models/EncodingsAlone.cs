namespace Tokitai.Tests.Models;

/// <summary>Blocks of encodings alone: in front of the first parameters, and in a loop behind them. Backward has nothing to do inside them.</summary>
[Model(12)]
public sealed partial class EncodingsAlone
{
    [Residual]
    public partial Residual<EncodingAlone> First { get; }

    [Linear(12)]
    public partial Linear Dense { get; }

    [Repeat(3, Residual = true)]
    public partial Repeat<EncodingAlone> Loop { get; }
}
