using System;
using System.Collections.Generic;
using System.Linq;

namespace DenseVsMoe.Study;

/// <summary>Chooses the learning rate of each arm by the loss on validation samples.</summary>
public static class LearningRateChoice
{
    /// <summary>The rate with the lowest loss; of equal ones the lower rate.</summary>
    /// <param name="arms">Names of the arms.</param>
    /// <param name="rates">The rates that there are, at least one.</param>
    /// <param name="runs">A result for each run that stayed finite.</param>
    /// <exception cref="InvalidOperationException">No run of an arm stayed finite.</exception>
    public static IReadOnlyDictionary<string, float> Best(IEnumerable<string> arms, IReadOnlyList<float> rates, IReadOnlyList<RunResult> runs)
    {
        ArgumentNullException.ThrowIfNull(rates);
        return rates.Count == 1
            ? arms.ToDictionary(arm => arm, _ => rates[0])
            : arms.ToDictionary(arm => arm, arm => Best(arm, rates, [.. runs.Where(run => run.Key.Arm == arm)]));
    }

    private static float Best(string arm, IReadOnlyList<float> rates, RunResult[] runs) => runs.Length > 0
        ? runs.OrderBy(run => run.Score.Loss).ThenBy(run => run.Key.LearningRate).First().Key.LearningRate
        : throw new InvalidOperationException($"{arm} diverged at every learning rate ({string.Join(", ", rates)}): try lower ones.");
}
