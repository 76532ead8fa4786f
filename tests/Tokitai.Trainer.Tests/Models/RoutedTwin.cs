namespace Tokitai.Training.Tests.Models;

/// <summary>A dense model of the same inputs and heads.</summary>
[Model(4)]
[Head("class", 3, LossKind.CrossEntropy), Head("events", 2, LossKind.BinaryCrossEntropy)]
public sealed partial class RoutedTwin
{
    [Linear(12, Activation = ActivationKind.Gelu)]
    public partial Linear Hidden { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}
