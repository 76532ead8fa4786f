using Microsoft.CodeAnalysis.CSharp;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>Offsets as C# expressions.</summary>
internal static class Expressions
{
    /// <summary>A constant offset of activations.</summary>
    public static string Activation(Place place)
    {
        if (place.Origin == PlaceOrigin.Input) return "input";
        string offset = place.Training == place.Inference
            ? Number(place.Training)
            : $"(pass.Training ? {Number(place.Training)} : {Number(place.Inference)})";
        return place.Origin is PlaceOrigin.Workspace or PlaceOrigin.Arena ? Strip(offset) : "activations + " + offset;
    }

    /// <summary>The offset in a training workspace, which backward methods always have.</summary>
    public static string TrainingActivation(Place place) => place.Origin switch
    {
        PlaceOrigin.Input => "input",
        PlaceOrigin.Workspace or PlaceOrigin.Arena => Number(place.Training),
        _ => "activations + " + Number(place.Training),
    };

    /// <summary>The offset for the copy that a loop variable names.</summary>
    /// <param name="first">The place of the base copy.</param>
    /// <param name="stride">From copy to copy.</param>
    /// <param name="distance">Expression: copies from the base copy on, such as <c>copy</c> or <c>(copy - 1)</c>.</param>
    public static string CopyActivation(Place first, CopyStride stride, string distance)
    {
        string training = Distant(first.Training, stride.Training, distance);
        string inference = $"{Number(first.Inference)} + (({distance} & 1) * {Number(stride.Inference)})";
        string origin = first.Origin == PlaceOrigin.Workspace ? "" : "activations + ";
        return $"{origin}(pass.Training ? {training} : {inference})";
    }

    /// <summary>The same in a training workspace.</summary>
    public static string CopyTrainingActivation(Place first, CopyStride stride, string distance)
    {
        string origin = first.Origin == PlaceOrigin.Workspace ? "" : "activations + ";
        return origin + Distant(first.Training, stride.Training, distance);
    }

    private static string Distant(long first, long stride, string distance) => stride == 0 ? Number(first) : $"{Number(first)} + ({distance} * {Number(stride)})";

    /// <summary>An offset of parameters.</summary>
    public static string Parameter(long offset, bool isModel) => isModel ? Number(offset) : "parameters + " + Number(offset);

    /// <summary>An offset of a tensor that a layer may lack.</summary>
    public static string OptionalParameter(long? offset, bool isModel, string pass) =>
        offset is long present ? Parameter(present, isModel) : pass + ".None";

    /// <summary>The number of a layer among those of its kind in the model.</summary>
    /// <param name="kind">Name of the parameter of a block's method that says where its own begin.</param>
    /// <param name="layer">The number inside the class.</param>
    /// <param name="isModel">Whether the class is the model.</param>
    public static string Numbered(string kind, long layer, bool isModel) => isModel ? Number(layer) : $"{kind} + {Number(layer)}";

    /// <summary>A number of type long.</summary>
    public static string Number(long value) => Numbers.Text(value) + "L";

    /// <summary>A number of type float.</summary>
    public static string Number(float value) => Numbers.Text(value) + "f";

    /// <summary>A text in quotes.</summary>
    public static string Literal(string text) => SymbolDisplay.FormatLiteral(text, quote: true);

    /// <summary>An activation of the runtime.</summary>
    public static string Kind(ActivationKind activation) => "global::Tokitai.ActivationKind." + activation;

    private static string Strip(string text) => text.StartsWith("(", System.StringComparison.Ordinal) ? text.Substring(1, text.Length - 2) : text;
}
