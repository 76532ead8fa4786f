namespace Tokitai.Tests.Models;

/// <summary>The 0.7B baseline, narrow and of 8 blocks.</summary>
[Model(96)]
public sealed partial class NarrowShallow
{
    [Linear(64, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(8)]
    public partial Repeat<NarrowBlock> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}

/// <summary>Narrow, and as deep as the baseline.</summary>
[Model(96)]
public sealed partial class NarrowDeep
{
    [Linear(64, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(84)]
    public partial Repeat<NarrowBlock> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}

/// <summary>Narrow, deep, and with residuals.</summary>
[Model(96)]
public sealed partial class NarrowResidual
{
    [Linear(64, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(84, Residual = true)]
    public partial Repeat<NarrowBlock> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}

[Block]
public sealed partial class NarrowBlock
{
    [Linear(256, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(64, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}
