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

[Model(96)]
public sealed partial class DenseWideTanh
{
    [Linear(32, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<DenseWideTanhBlock> Blocks { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class DenseWideTanhBlock
{
    [Linear(48, Norm = NormKind.Layer, Activation = ActivationKind.GeluTanh)]
    public partial Linear Up { get; }

    [Linear(32, Norm = NormKind.Layer, Activation = ActivationKind.GeluTanh)]
    public partial Linear Down { get; }
}

[Model(5)]
public sealed partial class DenseTinyTanh
{
    [Linear(3, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(1)]
    public partial Repeat<DenseTinyTanhBlock> Blocks { get; }

    [Linear(4)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class DenseTinyTanhBlock
{
    [Linear(7, Norm = NormKind.Layer, Activation = ActivationKind.GeluTanh)]
    public partial Linear Up { get; }

    [Linear(3, Norm = NormKind.Layer, Activation = ActivationKind.GeluTanh)]
    public partial Linear Down { get; }
}

[Model(10)]
public sealed partial class MlpGeluTanh
{
    [Linear(23, Activation = ActivationKind.GeluTanh)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class MlpSilu
{
    [Linear(23, Activation = ActivationKind.Silu)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class MlpTanh
{
    [Linear(23, Activation = ActivationKind.Tanh)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class MlpSigmoid
{
    [Linear(23, Activation = ActivationKind.Sigmoid)]
    public partial Linear Hidden { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class LinearModel
{
    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class RmsNormModel
{
    [Linear(18)]
    public partial Linear Hidden { get; }

    [RmsNorm]
    public partial RmsNorm Norm { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Model(10)]
public sealed partial class ResidualPreNorm
{
    [Linear(24)]
    public partial Linear Input { get; }

    [Repeat(2, Residual = true)]
    public partial Repeat<PreNormBlock> Blocks { get; }

    [Linear(6)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class PreNormBlock
{
    [LayerNorm]
    public partial LayerNorm Norm { get; }

    [Linear(40, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(24)]
    public partial Linear Down { get; }
}
