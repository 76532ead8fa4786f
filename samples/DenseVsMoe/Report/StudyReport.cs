using System;
using System.IO;
using System.Linq;
using System.Text;
using DenseVsMoe.Report.Charts;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report;

/// <summary>All files that a study leaves behind its rows, and what it prints.</summary>
public static class StudyReport
{
    /// <summary>Name of the file with a row a step.</summary>
    public const string Steps = "steps.jsonl";

    /// <summary>Name of the table.</summary>
    public const string Table = "summary.md";

    /// <summary>Name of the summary for programs.</summary>
    public const string Json = "summary.json";

    /// <summary>Name of the picture.</summary>
    public const string Chart = "curves.svg";

    /// <summary>Writes table, summary and chart into a folder.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="result">The study.</param>
    /// <returns>The table, for the terminal.</returns>
    public static string Write(string folder, StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArmSummary[] arms = [.. result.Settings.Arms.Select(arm => ArmSummary.Of(result, arm))];
        string table = SummaryTable.Of(result, arms);
        OutputFile.Write(Path.Combine(folder, Table), stream => stream.Write(Encoding.UTF8.GetBytes(table)));
        OutputFile.Write(Path.Combine(folder, Json), stream => SummaryJson.Write(stream, result, arms));
        OutputFile.Write(Path.Combine(folder, Chart), stream => StudyChart.Write(stream, result, arms));
        return table;
    }
}
