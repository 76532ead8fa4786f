namespace Tokitai.Tests.Probe;

/// <summary>A small model of mixtures inside each other, sizes off every panel and tile.</summary>
[Model(37)]
public sealed partial class ProbeMoe
{
    [Linear(65, Norm = NormKind.Layer)]
    public partial Linear Input { get; }

    [Repeat(2, Residual = true)]
    public partial Repeat<ProbeMixture> Mixtures { get; }

    [Linear(11)]
    public partial Linear Output { get; }
}
