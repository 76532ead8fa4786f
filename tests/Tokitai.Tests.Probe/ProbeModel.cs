namespace Tokitai.Tests.Probe;

/// <summary>A small model with every kind of layer, sizes off every panel and tile.</summary>
[Model(37)]
public sealed partial class ProbeModel
{
    [Linear(300, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(3)]
    public partial Repeat<ProbeBlock> Blocks { get; }

    [Linear(29, Activation = ActivationKind.Relu)]
    public partial Linear Hidden { get; }

    [Linear(11, Bias = false)]
    public partial Linear Output { get; }
}

/// <summary>Widens and narrows.</summary>
[Block]
public sealed partial class ProbeBlock
{
    [Linear(270, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(65, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}
