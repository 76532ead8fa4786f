namespace Tokitai.Tests.Models;

/// <summary>Classes and independent events from one trunk.</summary>
[Model(6)]
[Head("outcome", 3, LossKind.CrossEntropy), Head("events", 2, LossKind.BinaryCrossEntropy, Weight = 0.5)]
public sealed partial class TwoHeads
{
    [Linear(16, Activation = ActivationKind.Tanh)]
    public partial Linear Hidden { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}
