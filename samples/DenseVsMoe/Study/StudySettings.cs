using System;
using System.Collections.Generic;
using System.Linq;

namespace DenseVsMoe.Study;

/// <summary>What a study shall do.</summary>
/// <param name="Budget">Its size.</param>
/// <param name="Arms">Contestants that take part, at least one.</param>
/// <param name="LearningRates">Learning rates to choose from, at least one.</param>
/// <param name="Seeds">Number of paired seeds, at least 1; the interval of a difference takes two.</param>
/// <param name="Training">What all runs share.</param>
/// <param name="Parallel">Runs at a time.</param>
public sealed record StudySettings(
    Budget Budget, IReadOnlyList<Contestant> Arms, IReadOnlyList<float> LearningRates, int Seeds, TrainingSettings Training, int Parallel)
{
    /// <summary>The seed of the runs that choose learning rates; those of the comparison are 1, 2, ...</summary>
    public const ulong TuningSeed = 1_000_000;

    /// <summary>The runs that choose learning rates: none for an arm with nothing to choose.</summary>
    public IReadOnlyList<RunKey> TuningRuns => LearningRates.Count == 1
        ? []
        : [.. Arms.SelectMany(arm => LearningRates, (arm, rate) => new RunKey(arm.Name, RunPhase.Tuning, TuningSeed, rate))];

    /// <summary>The runs that are compared, seed by seed.</summary>
    /// <param name="learningRates">The chosen rate of each arm.</param>
    public IReadOnlyList<RunKey> ComparisonRuns(IReadOnlyDictionary<string, float> learningRates)
    {
        ArgumentNullException.ThrowIfNull(learningRates);
        return
        [
            .. Enumerable.Range(1, Seeds).SelectMany(
                seed => Arms, (seed, arm) => new RunKey(arm.Name, RunPhase.Comparison, (ulong)seed, learningRates[arm.Name])),
        ];
    }

    /// <summary>A contestant by its name.</summary>
    /// <param name="name">The name.</param>
    public Contestant Arm(string name) => Arms.First(arm => arm.Name == name);
}
