using Tokitai.Generators.Planning;

namespace Tokitai.Generators.Emission;

/// <summary>The comments that tell a reader of generated code which layer he is in.</summary>
internal static class StepComment
{
    /// <summary>A line above the first step of a member.</summary>
    public static void Write(SourceWriter writer, Step step, Step? before, bool descending = false)
    {
        if (step is CallStep { Copies: > 1 } loop)
        {
            string first = $"{loop.Name}[{Numbers.Text(loop.FirstCopy)}]", last = $"{loop.Name}[{Numbers.Text(loop.FirstCopy + loop.Copies - 1)}]";
            writer.Line($"// {(descending ? $"{last} down to {first}" : $"{first} to {last}")}{Residual(loop)}");
        }
        else if (step is not CallStep && step.Name != before?.Name)
        {
            // A fused activation stands in the text of its norm, which comes later than the product of the same member.
            writer.Line($"// {step.Name}: {step.Text}");
        }
        else if (step is NormStep norm && norm.Text != before?.Text)
        {
            writer.Line($"// {norm.Text}");
        }
    }

    /// <summary>Behind the call of one copy.</summary>
    public static string Behind(CallStep call) => call.Copies > 1
        ? ""
        : call.IsIndexed ? $" // {call.Name}[{Numbers.Text(call.FirstCopy)}]{Residual(call)}" : $" // {call.Name}{Residual(call)}";

    private static string Residual(CallStep call) => call.IsResidual ? ": x + f(x)" : "";
}
