namespace Tokitai.Benchmarks.Roofline;

/// <summary>The 0.7B baseline.</summary>
[Model(96), ParameterBudget(650_000_000, 750_000_000)]
public sealed partial class TinyDense
{
    [Linear(1024, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(84)]
    public partial Repeat<FeedForward> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}
