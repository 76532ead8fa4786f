using System.Collections.Generic;
using System.Linq;
using DenseVsMoe.Data;
using DenseVsMoe.Study;

namespace Tokitai.Study.Tests.Support;

/// <summary>Results that no training gave.</summary>
internal static class Results
{
    public const float Rate = 0.01f;

    public static RunResult Make(string arm, ulong seed, double loss, double floor = 2, double? recovery = null) => new(
        new RunKey(arm, RunPhase.Comparison, seed, Rate), new Score(loss, [loss - 0.5, 0.5], 0.4, 0.3, 0.7, recovery),
        new EntropyFloor(floor - 0.5, 0.5), TrainingSeconds: 2, Curve: [3, 2.5, loss, loss]);

    /// <summary>A study of these arms, with one loss for each seed.</summary>
    public static StudyResult Study(params (string Arm, double[] Losses)[] arms)
    {
        Contestant[] contestants = [.. Budget.Nano.Contestants.Where(contestant => arms.Any(arm => arm.Arm == contestant.Name))];
        var settings = new StudySettings(
            Budget.Nano, contestants, [0.003f, Rate, 0.03f], arms[0].Losses.Length, new TrainingSettings(4, 16, 100), Parallel: 1);
        IEnumerable<RunResult> runs = arms.SelectMany(arm => arm.Losses.Select((loss, seed) => Make(
            arm.Arm, (ulong)seed + 1, loss, recovery: arm.Arm.StartsWith("dense", System.StringComparison.Ordinal) ? null : 0.25)));
        return new StudyResult(settings, contestants.ToDictionary(arm => arm.Name, _ => Rate), [], [.. runs]);
    }
}
