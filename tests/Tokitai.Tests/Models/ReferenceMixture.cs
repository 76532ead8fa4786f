namespace Tokitai.Tests.Models;

[Model(12)]
public sealed partial class ReferenceMixture
{
    [MixtureOfExperts(4, 2)]
    public partial MixtureOfExperts<ReferenceExpert> Experts { get; }
}

[Block]
public sealed partial class ReferenceExpert
{
    [Linear(16, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<ReferenceHidden> Body { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class ReferenceHidden
{
    [Linear(16, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
