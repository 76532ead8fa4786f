using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>The dense twin of <see cref="TinyMoe"/> with as many operations a sample, and so with half of its parameters.</summary>
[Model(96), MatchedBudget(typeof(TinyMoe), Measure = BudgetMeasure.ForwardFlops)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyMoeFlopsTwin
{
    [Linear(2896, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(5)]
    public partial Repeat<FlopsTwinHidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
