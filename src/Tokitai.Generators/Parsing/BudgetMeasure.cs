namespace Tokitai.Generators.Parsing;

/// <summary>The runtime's BudgetMeasure, value by value.</summary>
internal enum BudgetMeasure
{
    Parameters,
    ForwardFlops,
    TrainingFlops,
}
