namespace Tokitai.Tests.Probe;

/// <summary>An expert with dropout, a mixture of its own, and a residual.</summary>
[Block]
public sealed partial class ProbeExpert
{
    [Linear(47, Activation = ActivationKind.Silu, Dropout = 0.1)]
    public partial Linear Up { get; }

    [MixtureOfExperts(3, 2, Renormalize = true)]
    public partial MixtureOfExperts<ProbeInnerExpert> Inner { get; }

    [Linear(65)]
    public partial Linear Down { get; }

    [Residual]
    public partial Residual<ProbeGate> Gate { get; }
}
