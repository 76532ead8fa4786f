using System;
using System.Linq;
using DenseVsMoe.Statistics;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report;

/// <summary>What a study says of one arm, over all seeds.</summary>
public sealed record ArmSummary
{
    private ArmSummary(Contestant contestant) => Contestant = contestant;

    /// <summary>The arm.</summary>
    public Contestant Contestant { get; }

    /// <summary>The chosen learning rate.</summary>
    public required float LearningRate { get; init; }

    /// <summary>Whether a rate beyond those tried may be better: the chosen one is the lowest or highest of several.</summary>
    public required bool AtEdge { get; init; }

    /// <summary>Loss on held-out samples, in nats.</summary>
    public required MeanInterval Loss { get; init; }

    /// <summary>Loss less floor.</summary>
    public required MeanInterval Excess { get; init; }

    /// <summary>Loss less that of the dense arm on the same seed; <see langword="null"/> for that arm, or without it.</summary>
    public required MeanInterval? VersusDense { get; init; }

    /// <summary>Loss less that of the plain mixture on the same seed; <see langword="null"/> for that arm, or without it.</summary>
    public required MeanInterval? VersusPlainMixture { get; init; }

    /// <summary>Mean share of outcomes that have the largest logit.</summary>
    public required double Accuracy { get; init; }

    /// <summary>Mean of the outcome's macro-F1.</summary>
    public required double MacroF1 { get; init; }

    /// <summary>Mean of the auxiliary targets' area under the curve.</summary>
    public required double RocAuc { get; init; }

    /// <summary>Mean time of a training step, in milliseconds.</summary>
    public required double StepMilliseconds { get; init; }

    /// <summary>How well the router tells the true regimes apart; <see langword="null"/> without a router.</summary>
    public required MeanInterval? RegimeRecovery { get; init; }

    /// <summary>Sums up an arm.</summary>
    /// <param name="result">The study.</param>
    /// <param name="arm">The arm.</param>
    public static ArmSummary Of(StudyResult result, Contestant arm)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(arm);
        RunResult[] runs = result.Of(arm.Name);
        float rate = result.LearningRates[arm.Name];
        return new ArmSummary(arm)
        {
            LearningRate = rate,
            AtEdge = result.Settings.LearningRates.Count > 1
                && (rate == result.Settings.LearningRates.Min() || rate == result.Settings.LearningRates.Max()),
            Loss = MeanInterval.Of([.. runs.Select(run => run.Score.Loss)]),
            Excess = MeanInterval.Of([.. runs.Select(run => run.Excess)]),
            VersusDense = Versus(result, arm, Budget.Dense),
            VersusPlainMixture = Versus(result, arm, Budget.PlainMixture),
            Accuracy = runs.Average(run => run.Score.Accuracy),
            MacroF1 = runs.Average(run => run.Score.MacroF1),
            RocAuc = runs.Average(run => run.Score.RocAuc),
            StepMilliseconds = runs.Average(run => run.TrainingSeconds) / result.Settings.Training.Steps * 1000,
            RegimeRecovery = runs[0].Score.RegimeRecovery is null
                ? null
                : MeanInterval.Of([.. runs.Select(run => run.Score.RegimeRecovery!.Value)]),
        };
    }

    private static MeanInterval? Versus(StudyResult result, Contestant arm, string baseline)
    {
        RunResult[] others = result.Of(baseline);
        return arm.Name == baseline || others.Length == 0
            ? null
            : MeanInterval.OfDifferences([.. result.Of(arm.Name).Select(run => run.Score.Loss)], [.. others.Select(run => run.Score.Loss)]);
    }
}
