namespace Tokitai.Benchmarks.Roofline;

/// <summary>The 0.7B baseline with 8 of its 84 blocks: 67 million parameters.</summary>
[Model(96)]
public sealed partial class TinyDense8
{
    [Linear(1024, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(8)]
    public partial Repeat<FeedForward> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}
