namespace Tokitai.Benchmarks.Mixtures;

/// <summary>Two of four small experts.</summary>
[Model(96)]
public sealed partial class SmallTwoOfFour
{
    [MixtureOfExperts(experts: 4, topK: 2)]
    public partial MixtureOfExperts<SmallExpert> Experts { get; }
}
