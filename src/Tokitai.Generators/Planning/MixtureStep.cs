using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>A mixture of experts: the router, the experts in an arena of their own, and the weighted sum.</summary>
/// <remarks>
/// The arena has room for <c>TopK</c> rows a sample. Inside it, offsets count from its start, in features of one row: first the input of the experts, then the activations
/// of one expert. They serve all experts, which own different rows.
/// </remarks>
/// <param name="Name">The member.</param>
/// <param name="Text">The member in words.</param>
/// <param name="Declaration">The numbers of the attribute.</param>
/// <param name="Inputs">Input features.</param>
/// <param name="Outputs">Output features.</param>
/// <param name="Block">Index of the experts' plan in the model.</param>
/// <param name="Weight">Offset of the router's weight.</param>
/// <param name="Bias">Offset of the router's bias.</param>
/// <param name="Parameters">Offset of the first expert's parameters.</param>
/// <param name="ParameterStride">From one expert's parameters to the next.</param>
/// <param name="Dropouts">Number of the first expert's first dropout layer.</param>
/// <param name="DropoutStride">Dropout layers of an expert.</param>
/// <param name="Mixture">Number of the mixture, counted inside the class.</param>
/// <param name="MixtureStride">Mixtures inside an expert; those of the first one follow this one.</param>
/// <param name="Input">Where the input lies.</param>
/// <param name="Logits">Where the router's logits go.</param>
/// <param name="Output">Where the sum goes.</param>
/// <param name="Arena">Where the arena lies.</param>
/// <param name="Activations">Inside the arena, where the activations of an expert lie.</param>
/// <param name="Results">Inside the arena, where the results of the experts lie.</param>
internal sealed record MixtureStep(
    string Name, string Text, MixtureDeclaration Declaration, int Inputs, int Outputs, int Block, long Weight, long Bias, long Parameters, long ParameterStride,
    long Dropouts, long DropoutStride, long Mixture, long MixtureStride, Place Input, Place Logits, Place Output, Place Arena, Place Activations, Place Results)
    : Step(Name, Text)
{
    public override bool HasParameters => true;
}
