using Tokitai;

namespace DenseVsMoe.Models.Nano;

/// <summary>The plain mixture: 195,540 parameters, of which a sample meets half.</summary>
[Model(96)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class NanoMoe
{
    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
