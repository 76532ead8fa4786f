namespace Tokitai.Benchmarks.Mixtures;

/// <summary>Two of four large experts.</summary>
[Model(512)]
public sealed partial class LargeTwoOfFour
{
    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<LargeExpert> Experts { get; }
}
