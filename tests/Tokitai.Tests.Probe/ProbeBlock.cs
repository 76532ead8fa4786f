namespace Tokitai.Tests.Probe;

/// <summary>Widens and narrows.</summary>
[Block]
public sealed partial class ProbeBlock
{
    [Linear(270, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(65, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}
