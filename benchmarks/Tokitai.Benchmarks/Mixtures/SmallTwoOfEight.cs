namespace Tokitai.Benchmarks.Mixtures;

/// <summary>Two of eight small experts.</summary>
[Model(96)]
public sealed partial class SmallTwoOfEight
{
    [MixtureOfExperts(experts: 8, topK: 2)]
    public partial MixtureOfExperts<SmallExpert> Experts { get; }
}
