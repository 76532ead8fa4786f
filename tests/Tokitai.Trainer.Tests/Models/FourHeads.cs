namespace Tokitai.Training.Tests.Models;

/// <summary>A head of every loss.</summary>
[Model(6)]
[Head("events", 2, LossKind.BinaryCrossEntropy), Head("outcome", 3, LossKind.CrossEntropy)]
[Head("place", 2, LossKind.Huber), Head("size", 1, LossKind.MeanSquaredError)]
public sealed partial class FourHeads
{
    [Linear(8)]
    public partial Linear Output { get; }
}
