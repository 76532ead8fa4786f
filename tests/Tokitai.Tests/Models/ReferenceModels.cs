namespace Tokitai.Tests.Models;

[Model(96)]
public sealed partial class DenseWide
{
    [Linear(32, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<DenseWideBlock> Blocks { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class DenseWideBlock
{
    [Linear(48, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(32, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}

[Model(5)]
public sealed partial class DenseTiny
{
    [Linear(3, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(1)]
    public partial Repeat<DenseTinyBlock> Blocks { get; }

    [Linear(4)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class DenseTinyBlock
{
    [Linear(7, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(3, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Down { get; }
}

[Model(10)]
public sealed partial class MlpRelu
{
    [Linear(23, Activation = ActivationKind.Relu)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class MlpGelu
{
    [Linear(23, Activation = ActivationKind.Gelu)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class LinearNoBias
{
    [Linear(6, Bias = false)]
    public partial Linear Output { get; }
}
