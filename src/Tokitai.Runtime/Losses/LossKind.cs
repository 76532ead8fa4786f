namespace Tokitai;

/// <summary>What a model's outputs are compared with their targets by.</summary>
public enum LossKind
{
    /// <summary>
    /// Outputs are logits of classes, targets are labels: <c>-log softmax(output)[label]</c>, the mean over rows.
    /// </summary>
    CrossEntropy,

    /// <summary>Outputs and targets are values: <c>(output - target)^2</c>, the mean over rows and elements.</summary>
    MeanSquaredError,
}
