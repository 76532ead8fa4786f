namespace Tokitai.Training.Tests.Models;

/// <summary>Four experts, two a sample; with the identity as router weights, the inputs are the logits.</summary>
[Model(4)]
[Head("class", 3, LossKind.CrossEntropy), Head("events", 2, LossKind.BinaryCrossEntropy)]
public sealed partial class Routed
{
    [MixtureOfExperts(4, 2)]
    public partial MixtureOfExperts<RoutedExpert> Experts { get; }
}

[Block]
public sealed partial class RoutedExpert
{
    [Linear(5)]
    public partial Linear Output { get; }
}
