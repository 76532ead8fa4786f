using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>The dense twin of <see cref="TinyMoe"/> with as many parameters: one of its experts, but wider.</summary>
[Model(96), MatchedBudget(typeof(TinyMoe))]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyMoeTwin
{
    [Linear(4112, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Input { get; }

    [Repeat(5)]
    public partial Repeat<TwinHidden> Body { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
