namespace Tokitai.Generators.Parsing;

/// <summary>A head of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Number of its outputs.</param>
/// <param name="Loss">Its loss.</param>
/// <param name="Weight">Factor of its loss.</param>
internal sealed record HeadDeclaration(string Name, int Size, LossKind Loss, float Weight);
