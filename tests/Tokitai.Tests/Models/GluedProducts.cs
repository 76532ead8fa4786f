namespace Tokitai.Tests.Models;

/// <summary>Experts whose results may be as large as float32 goes.</summary>
[Model(10)]
public sealed partial class GluedProducts
{
    [MixtureOfExperts(5, 2, GluingPenalty = 1)]
    public partial MixtureOfExperts<ProductExpert> Experts { get; }
}
