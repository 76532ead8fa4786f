namespace Tokitai.Tests.Probe;

/// <summary>Begins with dropout, which must leave the block's input alone; holds an odd number of linear layers.</summary>
[Block]
public sealed partial class ProbeGate
{
    [Dropout(0.3)]
    public partial Dropout First { get; }

    [LayerNorm(Epsilon = 1e-3)]
    public partial LayerNorm Norm { get; }

    [Linear(65)]
    public partial Linear Dense { get; }

    [Activate(ActivationKind.Sigmoid)]
    public partial Activate Alone { get; }
}
