namespace Tokitai.Tests.Probe;

/// <summary>A small model with every kind of layer, sizes off every panel and tile.</summary>
[Model(37)]
public sealed partial class ProbeModel
{
    [Dropout(0.1)]
    public partial Dropout Noise { get; }

    [Linear(300, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Activate(ActivationKind.Silu)]
    public partial Activate Fused { get; }

    [Repeat(3)]
    public partial Repeat<ProbeBlock> Blocks { get; }

    [Repeat(2, Residual = true)]
    public partial Repeat<ProbeResidual> Residuals { get; }

    [Dropout(0.15)]
    public partial Dropout InPlace { get; }

    [Residual]
    public partial Residual<ProbeGate> Gate { get; }

    [Linear(29, Activation = ActivationKind.Relu)]
    public partial Linear Hidden { get; }

    [Linear(11, Bias = false)]
    public partial Linear Output { get; }
}
