namespace Tokitai;

/// <summary>One part of an optimizer's memory, such as its first moments: a value for every parameter of the model.</summary>
/// <param name="Name">What it is, such as <c>firstMoment</c>; unique within the optimizer, and the same in every version.</param>
/// <param name="Tensors">
/// The values, in the order and layout of the parameters; all zero before the first step. They belong to the optimizer and
/// are freed with it.
/// </param>
public readonly record struct OptimizerState(string Name, TensorSet Tensors);
