namespace Tokitai.Tests.Models;

[Model(10)]
public sealed partial class PlainMixture
{
    [MixtureOfExperts(5, 2)]
    public partial MixtureOfExperts<GeluExpert> Experts { get; }
}

[Block]
public sealed partial class GeluExpert
{
    [Linear(19, Activation = ActivationKind.Gelu)]
    public partial Linear Up { get; }

    [Linear(7)]
    public partial Linear Down { get; }
}

[Model(6)]
public sealed partial class SingleExpert
{
    [Linear(8)]
    public partial Linear Input { get; }

    [MixtureOfExperts(1, 1)]
    public partial MixtureOfExperts<NineExpert> Experts { get; }
}

[Block]
public sealed partial class NineExpert
{
    [Linear(9, Activation = ActivationKind.Tanh)]
    public partial Linear Dense { get; }
}

[Model(17)]
public sealed partial class EveryExpert
{
    [MixtureOfExperts(3, 3)]
    public partial MixtureOfExperts<NormedExpert> Experts { get; }

    [Activate(ActivationKind.Tanh)]
    public partial Activate Between { get; }

    [Linear(4)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class NormedExpert
{
    [LayerNorm]
    public partial LayerNorm Norm { get; }

    [Linear(9)]
    public partial Linear Dense { get; }
}

[Model(10)]
public sealed partial class RenormalizedMixture
{
    [Linear(12)]
    public partial Linear Input { get; }

    [MixtureOfExperts(6, 3, Renormalize = true)]
    public partial MixtureOfExperts<SiluExpert> Experts { get; }

    [RmsNorm]
    public partial RmsNorm Norm { get; }

    [Linear(4)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class SiluExpert
{
    [Linear(20, Activation = ActivationKind.Silu)]
    public partial Linear Up { get; }

    [Linear(12)]
    public partial Linear Down { get; }
}

[Model(10)]
public sealed partial class BalancedMixture
{
    [MixtureOfExperts(5, 2, LoadBalance = 8)]
    public partial MixtureOfExperts<SevenExpert> Experts { get; }
}

[Model(10)]
public sealed partial class ZLossMixture
{
    [MixtureOfExperts(5, 2, RouterZLoss = 2)]
    public partial MixtureOfExperts<SevenExpert> Experts { get; }
}

[Model(10)]
public sealed partial class NoisyMixture
{
    [MixtureOfExperts(5, 2, RouterNoise = 2)]
    public partial MixtureOfExperts<SevenExpert> Experts { get; }
}

[Block]
public sealed partial class SevenExpert
{
    [Linear(7, Activation = ActivationKind.Tanh)]
    public partial Linear Dense { get; }
}

[Model(10)]
public sealed partial class GluedMixture
{
    [MixtureOfExperts(5, 3, GluingPenalty = 4)]
    public partial MixtureOfExperts<TwentyExpert> Experts { get; }
}

[Model(10)]
public sealed partial class DetachedMixture
{
    [MixtureOfExperts(5, 3, GluingPenalty = 4, DetachGates = true)]
    public partial MixtureOfExperts<TwentyExpert> Experts { get; }
}

[Block]
public sealed partial class TwentyExpert
{
    [Linear(20, Activation = ActivationKind.Tanh)]
    public partial Linear Dense { get; }
}
