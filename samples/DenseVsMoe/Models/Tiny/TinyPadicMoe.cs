using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary><see cref="TinyMoe"/> whose numeric inputs pass through the Monna map.</summary>
[Model(96), MatchedBudget(typeof(TinyMoe), Tolerance = 0)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyPadicMoe
{
    [PadicEncoding(first: 74, count: 22)]
    public partial PadicEncoding Numerics { get; }

    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
