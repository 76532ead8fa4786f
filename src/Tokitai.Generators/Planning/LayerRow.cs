namespace Tokitai.Generators.Planning;

/// <summary>One row of the table of layers in a model's remarks.</summary>
/// <param name="Name">The member's path.</param>
/// <param name="Description">Kind and sizes.</param>
/// <param name="Parameters">Number of its parameters.</param>
internal sealed record LayerRow(string Name, string Description, long Parameters);
