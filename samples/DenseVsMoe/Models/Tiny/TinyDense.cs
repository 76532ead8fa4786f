using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>
/// The 0.7B baseline: 706,055,188 parameters. It proves scale and speed, not learning, and is no contestant: 84 blocks without residuals are too
/// deep to learn.
/// </summary>
[Model(96), ParameterBudget(650_000_000, 750_000_000)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyDense
{
    [Linear(1024, Norm = NormKind.Layer)]
    public partial Linear InputProj { get; }

    [Repeat(84)]
    public partial Repeat<FeedForward> Blocks { get; }

    [Linear(20)]
    public partial Linear OutputProj { get; }
}
