namespace Tokitai.Tests.Models;

/// <summary>The small mixture that dense networks are compared with.</summary>
[Model(96)]
public sealed partial class NanoMoe
{
    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<NanoExpert> Experts { get; }
}

[Block]
public sealed partial class NanoExpert
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(2)]
    public partial Repeat<NanoHidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class NanoHidden
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Dense { get; }
}
