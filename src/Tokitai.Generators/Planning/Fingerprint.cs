using System;
using System.Collections.Generic;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tokitai.Generators.Parsing;

namespace Tokitai.Generators.Planning;

/// <summary>
/// SHA-256 of a canonical text of the architecture: names, shapes and forward semantics, one line a layer. Names of classes, budgets
/// and everything that acts in training alone stay out. The first line is the version of the text.
/// </summary>
internal static class Fingerprint
{
    public static string Compute(BlockPlan body, IReadOnlyList<BlockPlan> blocks)
    {
        var text = new StringBuilder("tokitai architecture 1\n");
        text.Append("input ").Append(Numbers.Text(body.Inputs)).Append('\n');
        Append(text, "", body, blocks);
        using SHA256 hash = SHA256.Create();
        var digits = new StringBuilder();
        foreach (byte value in hash.ComputeHash(Encoding.UTF8.GetBytes(text.ToString())))
        {
            digits.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        }

        return digits.ToString();
    }

    /// <summary>
    /// Operations that own parameters begin a line; what has no name of its own (a norm facet, an activation) goes on with the line before.
    /// </summary>
    private static void Append(StringBuilder text, string path, BlockPlan plan, IReadOnlyList<BlockPlan> blocks)
    {
        for (int i = 0; i < plan.Steps.Count; i++)
        {
            Step step = plan.Steps[i];
            string name = path + char.ToLowerInvariant(step.Name[0]) + step.Name.Substring(1);
            switch (step)
            {
                case LinearStep linear:
                    text.Append("linear ").Append(name).Append(' ').Append(Numbers.Text(linear.Inputs)).Append(' ').Append(Numbers.Text(linear.Outputs));
                    if (linear.Bias is not null) text.Append(" bias");
                    text.Append('\n');
                    break;
                case NormStep norm:
                    bool isFacet = i > 0 && plan.Steps[i - 1] is LinearStep before && before.Name == norm.Name;
                    string kind = norm.Norm == NormKind.Rms ? "rmsnorm" : "layernorm";
                    if (isFacet) GoOn(text).Append(kind).Append(' ').Append(Epsilon(norm.Epsilon)).Append('\n');
                    else text.Append($"{kind} {name} {Numbers.Text(norm.Features)} {Epsilon(norm.Epsilon)}\n");
                    if (norm.Activation != ActivationKind.None) GoOn(text).Append(Lower(norm.Activation)).Append('\n');
                    break;
                case ActivateStep activate:
                    GoOn(text).Append(Lower(activate.Activation)).Append('\n');
                    break;
                case PadicEncodingStep encoding:
                    GoOn(text).Append($"padic {Numbers.Text(encoding.First)} {Numbers.Text(encoding.Count)} {Numbers.Text(encoding.Radix)} {Numbers.Text(encoding.Digits)}\n");
                    break;
                case MixtureStep mixture:
                    text.Append($"mixture {name} {Numbers.Text(mixture.Declaration.Count)} {Numbers.Text(mixture.Declaration.TopK)}");
                    if (mixture.Declaration.Renormalize) text.Append(" renormalize");
                    text.Append($"\nlinear {name}.router {Numbers.Text(mixture.Inputs)} {Numbers.Text(mixture.Declaration.Count)} bias\n");
                    for (int expert = 0; expert < mixture.Declaration.Count; expert++)
                    {
                        Append(text, $"{name}.{Numbers.Text(expert)}.", blocks[mixture.Block], blocks);
                    }

                    text.Append("sum ").Append(name).Append('\n');
                    break;
                case CallStep call:
                    for (int copy = call.FirstCopy; copy < call.FirstCopy + call.Copies; copy++)
                    {
                        string inner = call.IsIndexed ? $"{name}.{Numbers.Text(copy)}" : name;
                        if (call.IsResidual) text.Append("residual ").Append(inner).Append('\n');
                        Append(text, inner + ".", blocks[call.Block], blocks);
                        if (call.IsResidual) text.Append("add ").Append(inner).Append('\n');
                    }

                    break;
            }
        }
    }

    private static StringBuilder GoOn(StringBuilder text)
    {
        text[text.Length - 1] = ' ';
        return text;
    }

    private static string Lower(ActivationKind activation) => activation.ToString().ToLowerInvariant();

    /// <summary>The bits, wherever the shortest text of a float could differ between machines.</summary>
    private static string Epsilon(float epsilon) =>
        epsilon == 1e-5f ? "1e-05" : "0x" + BitConverter.ToInt32(BitConverter.GetBytes(epsilon), 0).ToString("x8", CultureInfo.InvariantCulture);
}
