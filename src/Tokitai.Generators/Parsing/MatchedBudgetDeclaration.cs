namespace Tokitai.Generators.Parsing;

/// <summary>A model to match in size.</summary>
/// <param name="Other">The other model, without the models that it is to match itself: two may match each other.</param>
/// <param name="Tolerance">Largest allowed difference, relative to the other model's number.</param>
/// <param name="Measure">What is compared.</param>
/// <param name="Occurrence">Which of the model's attributes of this kind, in order of the text.</param>
internal sealed record MatchedBudgetDeclaration(ModelDeclaration Other, double Tolerance, BudgetMeasure Measure, int Occurrence);
