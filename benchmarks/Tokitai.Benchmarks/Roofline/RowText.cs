using System;
using System.Globalization;
using System.Linq;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>Rows as lines of a table.</summary>
internal static class RowText
{
    public const string Header = """
        | work | threads | time | rate | share of the limit | target | others, time (how many times ours) |
        |---|---|---|---|---|---|---|
        """;

    public static string Line(Row row)
    {
        string target = row.Target is double wanted ? $"{Percent(wanted)} {(row.Share >= wanted ? "met" : "missed")}" : "";
        string peers = string.Join("; ", row.Peers.Select(peer => string.Create(
            CultureInfo.InvariantCulture, $"{peer.Key} {Time(peer.Value)} ({peer.Value / row.Seconds:F2})")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {row.Work} | {row.Threads} | {Time(row.Seconds)} | {row.Rate:F1} {row.Unit} | {Percent(row.Share)} of {row.Limit:F1} ({row.LimitName}) | {target} | {peers} |");
    }

    private static string Percent(double share) => Math.Round(100 * share).ToString(CultureInfo.InvariantCulture) + " %";

    private static string Time(double seconds) => seconds switch
    {
        < 1e-3 => (seconds * 1e6).ToString("F1", CultureInfo.InvariantCulture) + " us",
        < 1 => (seconds * 1e3).ToString("F2", CultureInfo.InvariantCulture) + " ms",
        _ => seconds.ToString("F2", CultureInfo.InvariantCulture) + " s",
    };
}
