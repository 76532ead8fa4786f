namespace Tokitai.Generators.Parsing;

/// <summary>The runtime's LossKind, value by value.</summary>
internal enum LossKind
{
    CrossEntropy,
    MeanSquaredError,
    BinaryCrossEntropy,
    Huber,
}
