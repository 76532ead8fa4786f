using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary>The dense twin of <see cref="NanoMoe"/> with as many operations a sample, and so with half of its parameters.</summary>
[Model(96), MatchedBudget(typeof(NanoMoe), Measure = BudgetMeasure.ForwardFlops)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class NanoMoeFlopsTwin
{
    [Linear(192, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Linear(192, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear First { get; }

    [Linear(192, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Second { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
