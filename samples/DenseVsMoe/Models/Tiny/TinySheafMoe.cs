using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary><see cref="TinyMoe"/> with a gluing penalty, whose gates are differentiated.</summary>
[Model(96), MatchedBudget(typeof(TinyMoe), Tolerance = 0)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinySheafMoe
{
    [MixtureOfExperts(experts: 4, topK: 2, GluingPenalty = 0.01)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
