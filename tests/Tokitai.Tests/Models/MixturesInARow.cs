namespace Tokitai.Tests.Models;

/// <summary>Experts that consist of two mixtures, with other numbers of experts a row.</summary>
[Model(40)]
public sealed partial class MixturesInARow
{
    [MixtureOfExperts(2, 2)]
    public partial MixtureOfExperts<OneThenTwo> Experts { get; }
}

[Block]
public sealed partial class OneThenTwo
{
    [MixtureOfExperts(3, 1)]
    public partial MixtureOfExperts<FortyExpert> One { get; }

    [MixtureOfExperts(3, 2)]
    public partial MixtureOfExperts<FortyExpert> Two { get; }
}

[Block]
public sealed partial class FortyExpert
{
    [Linear(40, Norm = NormKind.Layer, Activation = ActivationKind.Tanh)]
    public partial Linear Dense { get; }
}
