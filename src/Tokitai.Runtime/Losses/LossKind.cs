namespace Tokitai;

/// <summary>What a model's outputs are compared with their targets by. <see cref="Objective"/> has the options.</summary>
public enum LossKind
{
    /// <summary>
    /// Outputs are logits of classes, targets are labels: <c>-log softmax(output)[label]</c>, the mean over rows.
    /// </summary>
    CrossEntropy,

    /// <summary>Outputs and targets are values: <c>(output - target)^2</c>, the mean over rows and elements.</summary>
    MeanSquaredError,

    /// <summary>
    /// Outputs are logits of independent events, targets are their probabilities from 0 to 1: with s the logistic function,
    /// <c>-target log s(output) - (1 - target) log s(-output)</c>, the mean over rows and elements.
    /// </summary>
    BinaryCrossEntropy,

    /// <summary>
    /// Outputs and targets are values, d is their difference: <c>d^2 / 2</c> up to <c>|d| = delta</c> and
    /// <c>delta (|d| - delta / 2)</c> beyond, the mean over rows and elements.
    /// </summary>
    Huber,
}
