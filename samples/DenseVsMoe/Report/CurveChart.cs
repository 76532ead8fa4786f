using System;
using System.IO;
using System.Linq;
using System.Text;
using DenseVsMoe.Study;
using ScottPlot;
using ScottPlot.Plottables;

namespace DenseVsMoe.Report;

/// <summary>The curves of all arms above the floor, as SVG: its text is drawn by whoever shows it, so the machine needs no fonts.</summary>
public static class CurveChart
{
    private const int Width = 960, Height = 600;

    /// <summary>What is shown above the floor, in nats: the first steps are all alike and far above.</summary>
    private const double Above = 0.7, Below = 0.03;

    /// <summary>Colours that differ in lightness too (Okabe and Ito 2008).</summary>
    private static readonly string[] Colours = ["#000000", "#999999", "#0072b2", "#56b4e9", "#d55e00", "#e69f00", "#009e73", "#cc79a7"];

    /// <summary>Writes the chart of a study.</summary>
    /// <param name="stream">Receives the picture.</param>
    /// <param name="result">The study.</param>
    public static void Write(Stream stream, StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        stream.Write(Encoding.UTF8.GetBytes(Draw(result).GetSvgXml(Width, Height)));
    }

    private static Plot Draw(StudyResult result)
    {
        ArgumentNullException.ThrowIfNull(result);
        var plot = new Plot();
        for (int i = 0; i < result.Settings.Arms.Count; i++) AddCurve(plot, result, i);
        HorizontalLine floor = plot.Add.HorizontalLine(result.Floor, 1.5f, Color.FromHex("#000000"), LinePattern.Dotted);
        floor.LegendText = FormattableString.Invariant($"floor: the data's entropy, {result.Floor:F3}");
        plot.Axes.SetLimits(0, result.Settings.Training.Steps, result.Floor - Below, result.Floor + Above);
        plot.XLabel(FormattableString.Invariant($"step of {result.Settings.Training.BatchSize} new samples"));
        plot.YLabel("loss (nats)");
        plot.Title($"Dense networks and mixtures of experts, budget {result.Settings.Budget.Name}: mean over {result.Settings.Seeds} seeds");
        plot.ShowLegend(Alignment.UpperRight);
        return plot;
    }

    private static void AddCurve(Plot plot, StudyResult result, int index)
    {
        Contestant arm = result.Settings.Arms[index];
        RunResult[] runs = result.Of(arm.Name);
        (double[] steps, double[] losses) = LossCurve.Of(runs);
        Scatter curve = plot.Add.ScatterLine(steps, losses, Color.FromHex(Colours[index % Colours.Length]));
        curve.LineWidth = 2;
        if (index >= Colours.Length) curve.LinePattern = LinePattern.Dashed;
        curve.LegendText = FormattableString.Invariant($"{arm.Name}, held out {runs.Average(run => run.Score.Loss):F3}");
    }
}
