namespace Tokitai.Benchmarks.Mixtures;

/// <summary>Two of eight large experts.</summary>
[Model(512)]
public sealed partial class LargeTwoOfEight
{
    [MixtureOfExperts(experts: 8, topK: 2)]
    public partial MixtureOfExperts<LargeExpert> Experts { get; }
}
