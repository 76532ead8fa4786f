using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>The typed view of one member.</summary>
/// <param name="Layer">The declaration.</param>
/// <param name="FirstTensor">Index of its first tensor inside the class.</param>
/// <param name="TensorsPerCopy">Number of tensors of the member, or of one copy of a repeated block, or of one expert.</param>
internal sealed record MemberPlan(LayerDeclaration Layer, long FirstTensor, long TensorsPerCopy);
