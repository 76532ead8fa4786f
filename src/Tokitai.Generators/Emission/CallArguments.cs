using Tokitai.Generators.Planning;
using static Tokitai.Generators.Emission.Expressions;

namespace Tokitai.Generators.Emission;

/// <summary>The places of one call of a block, or of the copy that a loop stands at, as C# expressions.</summary>
/// <param name="Parameters">Offset of its parameters.</param>
/// <param name="LayerNumbers">Numbers of its first dropout layer and its first mixture, with the arguments' names; empty for a block without any.</param>
/// <param name="Input">Where its input lies.</param>
/// <param name="Activations">Where its activations lie.</param>
/// <param name="Result">Where the block leaves its result.</param>
/// <param name="Output">Where its output lies, which is the result's place unless copies share memory.</param>
internal sealed record CallArguments(string Parameters, string LayerNumbers, string Input, string Activations, string Result, string Output)
{
    /// <summary>Opens the loop of a step that runs several copies.</summary>
    public const string Copy = "copy";

    public static CallArguments Of(CallStep step, BlockPlan block, bool isModel, bool training)
    {
        if (step.Copies == 1)
        {
            return new CallArguments(
                Parameter(step.Parameters, isModel), Layers(block, Numbered("dropouts", step.Dropouts, isModel), Numbered("mixtures", step.Mixtures, isModel)), At(step.Input),
                At(step.Activations(step.FirstCopy)), At(step.Result(step.FirstCopy)), At(step.Output(step.FirstCopy)));
        }

        string distance = step.BaseCopy == 0 ? Copy : $"({Copy} - {Numbers.Text(step.BaseCopy)})";
        string before = $"({Copy} - {Numbers.Text(step.BaseCopy + 1)})";
        return new CallArguments(
            $"{Parameter(step.Parameters - (step.FirstCopy * step.ParameterStride), isModel)} + ({Copy} * {Number(step.ParameterStride)})",
            Layers(
                block, $"{Numbered("dropouts", step.Dropouts - (step.FirstCopy * step.DropoutStride), isModel)} + ({Copy} * {Number(step.DropoutStride)})",
                $"{Numbered("mixtures", step.Mixtures - (step.FirstCopy * step.MixtureStride), isModel)} + ({Copy} * {Number(step.MixtureStride)})"),
            AtCopy(step.Output(step.BaseCopy), step.OutputStride, before), AtCopy(step.Base, step.Stride, distance),
            AtCopy(step.Result(step.BaseCopy), step.Stride, distance), AtCopy(step.Output(step.BaseCopy), step.OutputStride, distance));

        string At(Place place) => training ? TrainingActivation(place) : Activation(place);
        string AtCopy(Place first, CopyStride stride, string copies) =>
            training ? CopyTrainingActivation(first, stride, copies) : CopyActivation(first, stride, copies);
    }

    /// <summary>Parameters and numbers of layers, as both passes hand them to a block's method.</summary>
    public string Leading => $"parameters: {Parameters}, {LayerNumbers}input: {Input}, activations: {Activations}";

    private static string Layers(BlockPlan block, string dropouts, string mixtures) =>
        (block.DropoutLayers == 0 ? "" : $"dropouts: {dropouts}, ") + (block.Mixtures == 0 ? "" : $"mixtures: {mixtures}, ");
}
