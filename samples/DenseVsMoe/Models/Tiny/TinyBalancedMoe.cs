using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary><see cref="TinyMoe"/> with a balancing loss, which keeps its router from using one pair of experts alone.</summary>
[Model(96), MatchedBudget(typeof(TinyMoe), Tolerance = 0)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyBalancedMoe
{
    [MixtureOfExperts(experts: 4, topK: 2, LoadBalance = 0.01)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
