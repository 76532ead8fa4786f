namespace Tokitai.Tests.Models;

/// <summary>One of two experts, with an encoding behind products.</summary>
[Model(3)]
public sealed partial class EncodedExperts
{
    [MixtureOfExperts(2, 1)]
    public partial MixtureOfExperts<EncodedExpert> Experts { get; }
}
