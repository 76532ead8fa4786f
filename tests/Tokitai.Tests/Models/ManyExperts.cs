namespace Tokitai.Tests.Models;

/// <summary>Most experts get no sample of a small batch.</summary>
[Model(10)]
public sealed partial class ManyExperts
{
    [MixtureOfExperts(64, 2)]
    public partial MixtureOfExperts<SevenExpert> Experts { get; }
}
