using System;
using System.Collections.Generic;
using System.Linq;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report;

/// <summary>The loss of an arm over its steps: means over seeds and over windows of steps, since a single step is mostly chance.</summary>
public static class LossCurve
{
    /// <summary>Points of a curve, if there are as many steps.</summary>
    public const int Points = 80;

    /// <summary>Averages some runs.</summary>
    /// <param name="runs">Runs of one length, at least one.</param>
    /// <returns>The middle of each window, in steps, and the mean loss in it; a last window that is not full is left out.</returns>
    public static (double[] Steps, double[] Losses) Of(IReadOnlyList<RunResult> runs)
    {
        ArgumentNullException.ThrowIfNull(runs);
        int steps = runs[0].Curve.Count, window = Math.Max(1, steps / Points);
        int[] starts = [.. Enumerable.Range(0, steps / window).Select(i => i * window)];
        return (
            [.. starts.Select(start => start + (0.5 * (window - 1)))],
            [.. starts.Select(start => runs.Average(run => run.Curve.Skip(start).Take(window).Average()))]);
    }
}
