using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>Rows as lines of a table.</summary>
internal static class RowText
{
    public const string Header = """
        | work | threads | time | rate | share of the limit | target | of a bare tile | others, time (how many times ours) |
        |---|---|---|---|---|---|---|---|
        """;

    /// <summary>Header of <see cref="Scaling"/>.</summary>
    public const string ScalingHeader = """
        | work | threads | times one thread | 1.85 with two |
        |---|---|---|---|
        """;

    /// <summary>What two threads should reach of one.</summary>
    private const double TwoThreads = 1.85;

    public static string Line(Row row)
    {
        string share = row.Target.Share is double wanted ? $"{Percent(wanted)} {Verdict(row.Share, wanted, unit: 0.01)}" : "";
        string rivals = row.Target.Rivals is double times && row.Rival is double rival
            ? string.Create(CultureInfo.InvariantCulture, $"{times:F2} x others {Verdict(rival / row.Seconds, times)}")
            : "";
        string target = share + (share.Length > 0 && rivals.Length > 0 ? "; " : "") + rivals;
        string tile = row.Tile is double rate ? Percent(row.Rate / rate) : "";
        string peers = string.Join("; ", row.Peers.Select(peer => string.Create(
            CultureInfo.InvariantCulture, $"{peer.Key} {Time(peer.Value)} ({peer.Value / row.Seconds:F2})")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Work} | {row.Threads} | {Time(row.Seconds)} | {row.Rate:F1} {row.Unit} | {(row.IsDisturbed ? "~ " : "")}{Percent(row.Share)} of {row.Limit:F1} ({row.LimitName}) | {target} | {tile} | {peers} |");
    }

    /// <summary>What work that arithmetic limits gains from more threads than one; empty unless rows of both are there.</summary>
    public static IEnumerable<string> Scaling(IReadOnlyList<Row> rows)
    {
        // Of the same work in two parts the later row counts.
        Dictionary<string, Row> alone = [];
        foreach (Row row in rows.Where(row => row.Threads == 1)) alone[row.Work] = row;
        foreach (Row row in rows.Where(row => row.Threads > 1 && row.LimitName == Row.Peak))
        {
            if (!alone.TryGetValue(row.Work, out Row? one)) continue;
            double ratio = row.Rate / one.Rate;
            string target = row.Threads == 2 ? Verdict(ratio, TwoThreads) : "";
            string mark = one.IsDisturbed || row.IsDisturbed ? "~ " : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"| {row.Work} | {row.Threads} | {mark}{ratio:F2} | {target} |");
        }
    }

    /// <summary>Whether something is met or by how much it is not, with a digit more than the figure itself is printed with.</summary>
    private static string Verdict(double reached, double wanted, double unit = 1) => reached >= wanted
        ? "met"
        : "missed by " + ((wanted - reached) / unit).ToString(unit == 1 ? "F3" : "F1", CultureInfo.InvariantCulture);

    private static string Percent(double share) => Math.Round(100 * share).ToString(CultureInfo.InvariantCulture) + " %";

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => (seconds * 1e6).ToString("F1", CultureInfo.InvariantCulture) + " us",
        < 1 => (seconds * 1e3).ToString("F2", CultureInfo.InvariantCulture) + " ms",
        _ => seconds.ToString("F2", CultureInfo.InvariantCulture) + " s",
    };
}
