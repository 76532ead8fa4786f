namespace Tokitai.Generators.Parsing;

/// <summary>The range that a model's parameter count must lie in.</summary>
internal sealed record BudgetDeclaration(long Minimum, long Maximum);
