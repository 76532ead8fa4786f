using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Text;
using DenseVsMoe.Statistics;
using DenseVsMoe.Study;
using Tokitai;

namespace DenseVsMoe.Report;

/// <summary>The summary as a table in Markdown, whose columns line up in a terminal too.</summary>
public static class SummaryTable
{
    private static readonly string[] Titles =
        ["arm", "parameters", "MFLOP", "rate", "loss", "above floor", "vs dense", "vs moe", "accuracy", "regimes", "ms/step"];

    /// <summary>Writes a study's table with what is needed to read it.</summary>
    /// <param name="result">The study.</param>
    /// <param name="arms">Its arms.</param>
    public static string Of(StudyResult result, IReadOnlyList<ArmSummary> arms)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(arms);
        List<string[]> rows = [Titles, .. arms.Select(Row)];
        int[] widths = [.. Titles.Select((_, column) => rows.Max(row => row[column].Length))];
        var text = new StringBuilder();
        for (int i = 0; i < rows.Count; i++)
        {
            Line(text, rows[i].Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
            if (i == 0) Line(text, widths.Select((width, column) => column == 0 ? new string('-', width) : new string('-', width - 1) + ":"));
        }

        return text.Append('\n').AppendJoin('\n', Notes(result, arms)).Append('\n').ToString();
    }

    private static string[] Row(ArmSummary arm) =>
    [
        arm.Contestant.Name,
        Text($"{arm.Contestant.Info.ParameterCount:N0}"),
        Text($"{arm.Contestant.Info.ForwardFlopsPerSample / 1e6:F2}"),
        Text($"{arm.LearningRate}"),
        Text($"{arm.Loss.Mean:F4}"),
        Text($"{arm.Excess.Mean:F4}"),
        Interval(arm.VersusDense, signed: true, digits: 4),
        Interval(arm.VersusPlainMixture, signed: true, digits: 4),
        Text($"{100 * arm.Accuracy:F2} %"),
        Interval(arm.RegimeRecovery, signed: false, digits: 2),
        Text($"{arm.StepMilliseconds:F2}"),
    ];

    private static IEnumerable<string> Notes(StudyResult result, IReadOnlyList<ArmSummary> arms)
    {
        StudySettings settings = result.Settings;
        yield return Text($"Budget {settings.Budget.Name}: {settings.Training.Steps:N0} steps of {settings.Training.BatchSize} new samples, ")
            + Text($"seeds: {settings.Seeds}, {settings.Training.JudgedSamples:N0} held-out samples each; {TokitaiRuntime.InstructionSet}, ")
            + Text($"runs at a time: {settings.Parallel}, threads of a run: {TokitaiRuntime.ThreadCount}.");
        yield return Text($"Loss in nats, mean over seeds; the floor is {result.Floor:F4}. vs: mean paired difference with its ")
            + Text($"{100 * MeanInterval.Confidence:F0} % confidence interval, * where that excludes 0; below 0 is better.");
        yield return "MFLOP: millions of operations of a sample's forward pass. regimes: adjusted mutual information of the true regime and the chosen expert.";
        string[] edges = [.. arms.Where(arm => arm.AtEdge).Select(arm => arm.Contestant.Name)];
        if (edges.Length > 0) yield return $"At the edge of the learning rates that were tried: {string.Join(", ", edges)}.";
    }

    private static string Interval(MeanInterval? interval, bool signed, int digits)
    {
        if (interval is not { } value) return "";
        string format = signed ? "+0.0000;-0.0000" : "0.00";
        string mean = value.Mean.ToString(format, CultureInfo.InvariantCulture);
        if (double.IsNaN(value.HalfWidth)) return mean;
        string width = value.HalfWidth.ToString($"F{digits}", CultureInfo.InvariantCulture);
        return $"{mean} ± {width}{(!signed ? "" : value.ExcludesZero ? " *" : "  ")}";
    }

    private static void Line(StringBuilder text, IEnumerable<string> cells) => text.Append("| ").AppendJoin(" | ", cells).Append(" |\n");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
