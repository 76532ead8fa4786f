using System.Collections.Generic;
using System.Linq;

namespace DenseVsMoe.Study;

/// <summary>What a study gave.</summary>
/// <param name="Settings">What it did.</param>
/// <param name="LearningRates">The chosen learning rate of each arm.</param>
/// <param name="Tuning">The runs that chose them; those that diverged are missing.</param>
/// <param name="Comparison">The runs that are compared, seed by seed and in the order of the arms.</param>
public sealed record StudyResult(
    StudySettings Settings, IReadOnlyDictionary<string, float> LearningRates, IReadOnlyList<RunResult> Tuning,
    IReadOnlyList<RunResult> Comparison)
{
    /// <summary>The runs of an arm in the order of their seeds: runs at one place of two arms are a pair.</summary>
    /// <param name="arm">Name of the arm.</param>
    public RunResult[] Of(string arm) => [.. Comparison.Where(run => run.Key.Arm == arm).OrderBy(run => run.Key.Seed)];

    /// <summary>Mean over the seeds of the lowest loss that can be expected.</summary>
    public double Floor => Of(Settings.Arms[0].Name).Average(run => run.Floor.Total);
}
