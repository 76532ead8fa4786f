namespace Tokitai;

/// <summary>What <see cref="MatchedBudgetAttribute"/> compares.</summary>
public enum BudgetMeasure
{
    /// <summary>Number of trained scalars: <see cref="ModelInfo.ParameterCount"/>.</summary>
    Parameters,

    /// <summary>Floating-point operations of one sample's forward pass: <see cref="ModelInfo.ForwardFlopsPerSample"/>.</summary>
    ForwardFlops,

    /// <summary>Floating-point operations of one sample's forward and backward pass: <see cref="ModelInfo.TrainingFlopsPerSample"/>.</summary>
    TrainingFlops,
}
