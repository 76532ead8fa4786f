using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary><see cref="NanoMoe"/> with both ideas: p-adic inputs, and a gluing penalty whose gates are constants.</summary>
[Model(96), MatchedBudget(typeof(NanoMoe), Tolerance = 0)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class NanoPadicSheafDetachedMoe
{
    [PadicEncoding(first: 74, count: 22)]
    public partial PadicEncoding Numerics { get; }

    [MixtureOfExperts(experts: 4, topK: 2, GluingPenalty = 0.01, DetachGates = true)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
