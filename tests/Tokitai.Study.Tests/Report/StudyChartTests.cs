using System;
using System.IO;
using System.Linq;
using System.Xml.Linq;
using DenseVsMoe.Report;
using DenseVsMoe.Report.Charts;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class StudyChartTests
{
    private static readonly StudyResult Result = Results.Study(
        ("dense", [2.1, 2.2, 2.3]), ("moe", [2.11, 2.22, 2.33]), ("sheaf", [2.12, 2.21, 2.33]), ("padic", [2.9, 3.0, 3.1]));

    [Fact]
    public void An_arm_far_outside_is_named_and_not_drawn()
    {
        XElement picture = Draw(Result);
        Assert.Equal(["dense", "moe", "padic", "sheaf"], Words(picture).Where(word => Budget.Nano.Contestants.Any(arm => arm.Name == word)));
        Assert.Equal(["far outside, at +0.800"], Words(picture).Where(word => word.Contains("far", StringComparison.Ordinal)));
        Assert.Equal(3, Count(picture, "circle"));
    }

    [Fact]
    public void Curves_stay_in_their_frame()
    {
        XElement frame = Draw(Result).Descendants().Single(element => element.Attribute("clip-path") is not null);
        Assert.Equal(4, Count(frame, "polyline"));
    }

    /// <summary>The mean of the floors, 2, lies below every curve.</summary>
    [Fact]
    public void The_floor_is_drawn_below_the_curves()
    {
        XElement picture = Draw(Result);
        Assert.Contains("floor 2.0000: the entropy of the data", Words(picture));
        double floor = picture.Descendants().Where(element => (string?)element.Attribute("stroke-dasharray") == "2 4").Select(Lowest).First();
        XElement frame = picture.Descendants().Single(element => element.Attribute("clip-path") is not null);
        Assert.All(frame.Elements(), curve => Assert.InRange(Lowest(curve), double.NegativeInfinity, floor));
    }

    [Fact]
    public void Without_the_dense_arm_distances_to_the_floor_are_shown()
    {
        XElement picture = Draw(Results.Study(("moe", [2.1, 2.2])));
        Assert.Contains("held-out loss above the floor, 95 % intervals", Words(picture));
        Assert.Equal(1, Count(picture, "circle"));
    }

    [Fact]
    public void Equal_studies_give_equal_bytes() => Assert.Equal(Bytes(Result), Bytes(Result));

    /// <summary>The place of a line's lowest point: y grows downwards.</summary>
    private static double Lowest(XElement line) => line.Attribute("points")!.Value.Split(' ')
        .Max(point => double.Parse(point.Split(',')[1], System.Globalization.CultureInfo.InvariantCulture));

    private static string[] Words(XElement picture) =>
        [.. picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];

    private static int Count(XElement element, string name) => element.Descendants().Count(inner => inner.Name.LocalName == name);

    private static XElement Draw(StudyResult result) => XDocument.Load(new MemoryStream(Bytes(result))).Root!;

    private static byte[] Bytes(StudyResult result)
    {
        using var stream = new MemoryStream();
        StudyChart.Write(stream, result, [.. result.Settings.Arms.Select(arm => ArmSummary.Of(result, arm))]);
        return stream.ToArray();
    }
}
