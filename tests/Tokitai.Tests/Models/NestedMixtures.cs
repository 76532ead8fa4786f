namespace Tokitai.Tests.Models;

/// <summary>Mixtures with every option, inside repeats, residuals and each other.</summary>
[Model(11)]
public sealed partial class NestedMixtures
{
    [Linear(14)]
    public partial Linear Input { get; }

    [Repeat(3, Residual = true)]
    public partial Repeat<OuterMixture> Blocks { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class OuterMixture
{
    [LayerNorm]
    public partial LayerNorm Norm { get; }

    [MixtureOfExperts(3, 2, LoadBalance = 4, RouterZLoss = 0.5, RouterNoise = 0.5, GluingPenalty = 1, DetachGates = true)]
    public partial MixtureOfExperts<OuterExpert> Experts { get; }
}

[Block]
public sealed partial class OuterExpert
{
    [Dropout(0.125)]
    public partial Dropout Noise { get; }

    [Repeat(2)]
    public partial Repeat<InnerMixture> Inner { get; }

    [Linear(14)]
    public partial Linear Down { get; }
}

[Block]
public sealed partial class InnerMixture
{
    [MixtureOfExperts(4, 2, Renormalize = true, LoadBalance = 2, RouterZLoss = 1, RouterNoise = 0.25, GluingPenalty = 2)]
    public partial MixtureOfExperts<InnerExpert> Experts { get; }
}

[Block]
public sealed partial class InnerExpert
{
    [Linear(18, Activation = ActivationKind.GeluTanh, Dropout = 0.25)]
    public partial Linear Dense { get; }
}
