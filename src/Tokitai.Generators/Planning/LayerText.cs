using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>Layers in words, for comments and tables.</summary>
internal static class LayerText
{
    /// <summary>Such as <c>Linear 64 -> 128, LayerNorm, Gelu</c>.</summary>
    public static string Describe(LinearStep step)
    {
        string text = $"Linear {Numbers.Text(step.Inputs)} -> {Numbers.Text(step.Outputs)}";
        if (step.Bias is null) text += " without bias";
        if (step.Norm != NormKind.None) text += ", LayerNorm";
        if (step.Activation != ActivationKind.None) text += ", " + step.Activation;
        return text;
    }
}
