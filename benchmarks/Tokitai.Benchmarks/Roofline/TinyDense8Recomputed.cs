namespace Tokitai.Benchmarks.Roofline;

/// <summary><see cref="TinyDense8"/> with blocks that Backward runs again.</summary>
[Model(96)]
public sealed partial class TinyDense8Recomputed
{
    [Linear(1024, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(8, Recompute = true)]
    public partial Repeat<FeedForward> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}
