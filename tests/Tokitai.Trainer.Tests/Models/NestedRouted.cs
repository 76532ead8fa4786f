namespace Tokitai.Training.Tests.Models;

/// <summary>A mixture of three inside each of two experts, of which one a sample; heads there are none.</summary>
[Model(3)]
public sealed partial class NestedRouted
{
    [MixtureOfExperts(2, 1)]
    public partial MixtureOfExperts<NestedOuter> Outer { get; }
}

[Block]
public sealed partial class NestedOuter
{
    [MixtureOfExperts(3, 2, Renormalize = true)]
    public partial MixtureOfExperts<NestedInner> Inner { get; }
}

[Block]
public sealed partial class NestedInner
{
    [Linear(2)]
    public partial Linear Output { get; }
}
