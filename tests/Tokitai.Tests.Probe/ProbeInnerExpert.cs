namespace Tokitai.Tests.Probe;

/// <summary>The expert of the inner mixture.</summary>
[Block]
public sealed partial class ProbeInnerExpert
{
    [Linear(33, Norm = NormKind.Layer, Activation = ActivationKind.Tanh)]
    public partial Linear Dense { get; }
}
