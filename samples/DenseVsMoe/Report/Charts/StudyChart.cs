using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using DenseVsMoe.Statistics;
using DenseVsMoe.Study;

namespace DenseVsMoe.Report.Charts;

/// <summary>The picture of a study: on the left how the arms learn, above the floor; on the right what is left in the end, with intervals.</summary>
public static class StudyChart
{
    private const int Width = 1080, Height = 560, Top = 64, Bottom = 500;

    /// <summary>What is shown at least above the floor, in nats: the first steps are far above and all alike.</summary>
    private const double Above = 0.6, Below = 0.03;

    /// <summary>What is shown of a study that ends above that, by the distance of its worst arm.</summary>
    private const double AboveEnd = 1.5;

    /// <summary>Left edge of the arms' names.</summary>
    private const int Labels = 640;

    /// <summary>An arm that lies so many times as far from 0 as the median arm is named, not drawn: it would hide what tells the others apart.</summary>
    private const double Far = 5;

    private const string Grey = "#e4e4e4", Black = "#222222";

    /// <summary>Colours that the colour-blind can tell apart too (Okabe and Ito 2008), and a few darker ones.</summary>
    private static readonly string[] Colours =
        ["#000000", "#8c8c8c", "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#7a4fb5"];

    /// <summary>Writes the picture.</summary>
    /// <param name="stream">Receives SVG.</param>
    /// <param name="result">The study.</param>
    /// <param name="arms">Its arms, in order.</param>
    public static void Write(Stream stream, StudyResult result, IReadOnlyList<ArmSummary> arms)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(arms);
        using var picture = new SvgPicture(stream, Width, Height);
        StudySettings settings = result.Settings;
        picture.Text(
            64, 24, FormattableString.Invariant($"Dense networks and mixtures of experts, budget {settings.Budget.Name}, seeds: {settings.Seeds}"), bold: true);
        Curves(picture, result);
        Ends(picture, result, arms);
    }

    private static void Curves(SvgPicture picture, StudyResult result)
    {
        int steps = result.Settings.Training.Steps;
        double floor = result.Floor;
        var x = new LinearAxis(0, steps, 64, 590);
        double above = Math.Max(Above, AboveEnd * result.Comparison.Max(run => run.Excess));
        var y = new LinearAxis(floor - Below, floor + above, Bottom, Top);
        picture.Text(64, Top - 14, "training loss in nats, mean over seeds and neighbouring steps");
        Axes(picture, x, y);
        picture.Text(590, Bottom + 42, FormattableString.Invariant($"steps of {result.Settings.Training.BatchSize} new samples"), "end");
        picture.Line(x.From, y.Place(floor), x.To, y.Place(floor), Black, 1.5, "2 4");
        picture.Text(x.From + 8, y.Place(floor) - 6, FormattableString.Invariant($"floor {floor:F4}: the entropy of the data"));
        picture.BeginClip(x.From, Top, x.To - x.From, Bottom - Top);
        for (int i = 0; i < result.Settings.Arms.Count; i++)
        {
            (double[] at, double[] losses) = LossCurve.Of(result.Of(result.Settings.Arms[i].Name));
            picture.Path(at.Zip(losses, (step, loss) => (x.Place(step), y.Place(loss))), Colour(i), 1.6);
        }

        picture.EndClip();
    }

    /// <summary>The end of the study: differences to the dense arm, or without it distances to the floor.</summary>
    private static void Ends(SvgPicture picture, StudyResult result, IReadOnlyList<ArmSummary> arms)
    {
        bool differences = result.Of(Budget.Dense).Length > 0;
        MeanInterval[] ends = [.. arms.Select(arm => differences ? arm.VersusDense ?? default : arm.Excess)];
        double[] sizes = [.. ends.Select(end => Math.Abs(end.Mean)).Where(size => size > 0).Order()];
        double far = sizes.Length == 0 ? double.PositiveInfinity : Far * sizes[(sizes.Length - 1) / 2];
        MeanInterval[] near = [.. ends.Where(end => Math.Abs(end.Mean) <= far)];
        var x = new LinearAxis(Math.Min(0, near.Min(Low)), Math.Max(1e-3, near.Max(High)), 830, 1050);
        picture.Text(Labels, Top - 14, differences ? "held-out loss less that of dense, paired, 95 % intervals" : "held-out loss above the floor, 95 % intervals");
        foreach ((double place, string text) in x.Ticks())
        {
            picture.Line(place, Top, place, Bottom, Grey);
            picture.Text(place, Bottom + 20, text, "middle");
        }

        picture.Line(x.Place(0), Top, x.Place(0), Bottom, Black, 1.5, "2 4");
        for (int i = 0; i < arms.Count; i++)
        {
            double row = Top + ((i + 0.5) * (Bottom - Top) / arms.Count);
            picture.Text(Labels, row + 4, arms[i].Contestant.Name, colour: Colour(i), bold: true);
            if (Math.Abs(ends[i].Mean) > far)
            {
                picture.Text(x.To, row + 4, FormattableString.Invariant($"far outside, at {ends[i].Mean:+0.000;-0.000}"), "end", Colour(i));
                continue;
            }

            picture.Line(x.Place(Low(ends[i])), row, x.Place(High(ends[i])), row, Colour(i), 3);
            picture.Dot(x.Place(ends[i].Mean), row, 5, Colour(i));
        }
    }

    private static double Low(MeanInterval interval) => double.IsNaN(interval.HalfWidth) ? interval.Mean : interval.Low;

    private static double High(MeanInterval interval) => double.IsNaN(interval.HalfWidth) ? interval.Mean : interval.High;

    private static void Axes(SvgPicture picture, LinearAxis x, LinearAxis y)
    {
        foreach ((double place, string text) in y.Ticks())
        {
            picture.Line(x.From, place, x.To, place, Grey);
            picture.Text(x.From - 8, place + 4, text, "end");
        }

        foreach ((double place, string text) in x.Ticks()) picture.Text(place, Bottom + 20, text, "middle");
        picture.Line(x.From, Bottom, x.To, Bottom, Black);
    }

    private static string Colour(int arm) => Colours[arm % Colours.Length];
}
