using Tokitai;

namespace DenseVsMoe.Models.Tiny;

/// <summary>The plain mixture: 84,984,276 parameters, of which a sample meets half.</summary>
[Model(96), ParameterBudget(80_000_000, 90_000_000)]
[Head("outcome", 12, LossKind.CrossEntropy), Head("aux", 8, LossKind.BinaryCrossEntropy)]
public sealed partial class TinyMoe
{
    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<Expert> Experts { get; }
}
