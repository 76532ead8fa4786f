using System.Collections.Generic;
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
            digits.Append(value.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }

        return digits.ToString();
    }

    private static void Append(StringBuilder text, string path, BlockPlan plan, IReadOnlyList<BlockPlan> blocks)
    {
        foreach (Step step in plan.Steps)
        {
            string name = path + char.ToLowerInvariant(step.Name[0]) + step.Name.Substring(1);
            if (step is LinearStep linear)
            {
                text.Append("linear ").Append(name).Append(' ').Append(Numbers.Text(linear.Inputs)).Append(' ').Append(Numbers.Text(linear.Outputs));
                if (linear.Bias is not null) text.Append(" bias");
                if (linear.Norm == NormKind.Layer) text.Append(" layernorm 1e-05");
                if (linear.Activation != ActivationKind.None) text.Append(' ').Append(linear.Activation.ToString().ToLowerInvariant());
                text.Append('\n');
            }
            else if (step is CallStep call)
            {
                for (int copy = 0; copy < call.Copies; copy++)
                {
                    Append(text, $"{name}.{Numbers.Text(call.FirstCopy + copy)}.", blocks[call.Block], blocks);
                }
            }
        }
    }
}
