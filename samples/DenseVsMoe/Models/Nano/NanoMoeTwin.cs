using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary>The dense twin of <see cref="NanoMoe"/> with as many parameters: one of its experts, but wider.</summary>
[Model(96), MatchedBudget(typeof(NanoMoe), Tolerance = 0.001)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class NanoMoeTwin
{
    [Linear(283, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Linear(283, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear First { get; }

    [Linear(283, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Second { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
