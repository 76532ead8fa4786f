namespace Tokitai.Tests.Probe;

/// <summary>A residual's block with another residual inside it.</summary>
[Block]
public sealed partial class ProbeResidual
{
    [RmsNorm]
    public partial RmsNorm Scale { get; }

    [Linear(130, Activation = ActivationKind.GeluTanh, Dropout = 0.2)]
    public partial Linear Up { get; }

    [Linear(65, Norm = NormKind.Rms, Activation = ActivationKind.Tanh)]
    public partial Linear Down { get; }

    [Residual]
    public partial Residual<ProbeGate> Inner { get; }

    [Dropout(0.05)]
    public partial Dropout Last { get; }
}
