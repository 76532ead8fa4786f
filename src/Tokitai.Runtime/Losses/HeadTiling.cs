using System;
using System.Collections.Generic;
using System.Linq;

namespace Tokitai.Losses;

/// <summary>How the heads of a model share out its outputs and targets: in order, without gaps.</summary>
internal static class HeadTiling
{
    /// <summary>Outputs and targets of a row; throws where heads leave some out or repeat some.</summary>
    public static (int Outputs, int Targets) Check(IReadOnlyList<HeadInfo> heads)
    {
        if (heads.Count == 0)
        {
            throw new ArgumentException(
                "There are no heads: declare some with [Head] on the model, or make an objective of one loss over all outputs.", nameof(heads));
        }

        int outputs = 0, targets = 0;
        foreach (HeadInfo head in heads)
        {
            if (head.First != outputs || head.FirstTarget != targets)
            {
                throw new ArgumentException(
                    $"The head '{head.Name}' begins at output {head.First} and target {head.FirstTarget}, but the heads before it end at {outputs} and "
                    + $"{targets}: it takes all heads of a model in their order.",
                    nameof(heads));
            }

            outputs += head.Size;
            targets += head.TargetSize;
        }

        return (outputs, targets);
    }

    /// <summary>The heads as messages say them.</summary>
    public static string Describe(IReadOnlyList<HeadInfo> heads) =>
        $"The objective of {heads.Count} {(heads.Count == 1 ? "head" : "heads")} ({string.Join(", ", heads.Select(head => head.Name))})";
}
