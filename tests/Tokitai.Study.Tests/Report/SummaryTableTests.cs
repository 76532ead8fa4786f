using System;
using System.Linq;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class SummaryTableTests
{
    [Fact]
    public void Columns_line_up_and_differences_are_marked()
    {
        string[] lines = Table(Results.Study(("dense", [3, 4, 5]), ("moe", [3.1, 4.1, 5.11]), ("sheaf", [3.0, 4.1, 5.2])));
        string[] rows = [.. lines.TakeWhile(line => line.StartsWith('|'))];
        Assert.Equal(5, rows.Length);
        Assert.Single(rows.Select(row => row.Length).Distinct());
        Assert.Equal("+0.1033 ± 0.0143 *", Cell(rows[3], "vs dense", rows[0]));
        Assert.Equal("-0.0033 ± 0.2361", Cell(rows[4], "vs moe", rows[0]));
        Assert.Equal("", Cell(rows[2], "vs dense", rows[0]));
        Assert.Equal("", Cell(rows[2], "regimes", rows[0]));
        Assert.Equal("0.25 ± 0.00", Cell(rows[3], "regimes", rows[0]));
        Assert.Equal("2.0000", Cell(rows[2], "above floor", rows[0]));
    }

    [Fact]
    public void Notes_say_what_has_been_run()
    {
        string text = string.Join('\n', Table(Results.Study(("dense", [3, 4, 5]))));
        Assert.Contains("Budget nano: 4 steps of 16 new samples, seeds: 3, 100 held-out samples each", text, StringComparison.Ordinal);
        Assert.Contains("the floor is 2.0000", text, StringComparison.Ordinal);
        Assert.DoesNotContain("edge", text, StringComparison.Ordinal);
    }

    private static string[] Table(StudyResult result) =>
        SummaryTable.Of(result, [.. result.Settings.Arms.Select(arm => ArmSummary.Of(result, arm))]).Split('\n');

    private static string Cell(string row, string title, string titles) =>
        row.Split('|')[Array.FindIndex(titles.Split('|'), cell => cell.Trim() == title)].Trim();
}
