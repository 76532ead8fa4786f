using System;
using System.IO;
using System.Linq;
using System.Text.Json;
using System.Xml.Linq;
using DenseVsMoe;
using DenseVsMoe.Report;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests;

/// <summary>The whole program at a size of a second.</summary>
public sealed class StudyProgramTests : IDisposable
{
    private const int Steps = 6;

    /// <summary>Three numbers below 8 in single precision.</summary>
    private const double Rounding = 1e-6;

    private static readonly string[] Fields =
    [
        "arm", "phase", "seed", "largest_learning_rate", "step", "loss", "loss_outcome", "loss_aux", "auxiliary_loss", "learning_rate",
        "gradient_norm", "samples_per_second", "per_expert_share", "router_entropy",
    ];

    private readonly Temporary _temporary = new();
    private readonly StringWriter _output = new(), _error = new();

    [Fact]
    public void A_study_leaves_rows_a_table_a_summary_and_a_picture()
    {
        Assert.Equal(0, Run("--arms", "dense,moe,sheaf"));
        Assert.Empty(_error.ToString());
        string[] names = [.. Directory.GetFiles(_temporary.Folder).Select(path => Path.GetFileName(path)!).Order()];
        Assert.Equal([StudyReport.Chart, StudyReport.Steps, StudyReport.Json, StudyReport.Table], names);
        string table = File.ReadAllText(_temporary[StudyReport.Table]);
        Assert.Contains(table, _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(["arm", "dense", "moe", "sheaf"], table.Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("---"))
            .Select(line => line.Split('|')[1].Trim()));
        Assert.Contains("195,573", table, StringComparison.Ordinal);
        Assert.Contains("[15/15] ", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void There_is_a_row_for_every_step_of_every_run()
    {
        Assert.Equal(0, Run("--arms", "dense,moe"));
        JsonElement[] rows = [.. File.ReadLines(_temporary[StudyReport.Steps]).Select(line => JsonDocument.Parse(line).RootElement)];

        // Two arms: three learning rates with one seed, then two seeds.
        Assert.Equal(2 * (3 + 2) * Steps, rows.Length);
        Assert.All(rows, row => Assert.Equal(Fields, row.EnumerateObject().Select(field => field.Name)));
        Assert.All(rows.GroupBy(row => (Text(row, "arm"), Text(row, "phase"), row.GetProperty("seed").GetUInt64(), Number(row, "largest_learning_rate"))), run =>
            Assert.Equal(Enumerable.Range(0, Steps), run.Select(row => row.GetProperty("step").GetInt32())));
        Assert.All(rows, row =>
        {
            double[] share = [.. row.GetProperty("per_expert_share").EnumerateArray().Select(value => value.GetDouble())];
            Assert.Equal(1, share.Sum(), 6);
            Assert.Equal(Text(row, "arm") == "dense" ? 1 : 4, share.Length);
            Assert.Equal(Text(row, "arm") == "dense", Number(row, "router_entropy") == 0);
            Assert.InRange(Number(row, "loss") - Number(row, "loss_outcome") - Number(row, "loss_aux"), -Rounding, Rounding);
            Assert.True(Number(row, "gradient_norm") > 0 && Number(row, "samples_per_second") > 0 && Number(row, "learning_rate") > 0);
        });
    }

    [Fact]
    public void The_summary_agrees_with_its_runs()
    {
        Assert.Equal(0, Run("--arms", "dense,moe", "--learning-rates", "0.01"));
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(_temporary[StudyReport.Json]));
        JsonElement root = json.RootElement;
        JsonElement[] runs = [.. root.GetProperty("runs").EnumerateArray()];
        double[] dense = Losses("dense"), mixture = Losses("moe");
        Assert.Equal(2, dense.Length);
        JsonElement arm = root.GetProperty("arms").EnumerateArray().Single(arm => Text(arm, "arm") == "moe");
        Assert.Equal(195_540, arm.GetProperty("parameters").GetInt64());
        Assert.Equal(mixture.Average() - dense.Average(), Number(arm.GetProperty("versus_dense"), "mean"), 12);
        Assert.Equal(mixture.Average() - Number(root, "floor"), Number(arm.GetProperty("above_floor"), "mean"), 12);
        Assert.Equal(JsonValueKind.Null, arm.GetProperty("versus_plain_mixture").ValueKind);

        double[] Losses(string name) => [.. runs.Where(run => Text(run, "arm") == name).Select(run => Number(run, "loss"))];
    }

    [Fact]
    public void The_picture_shows_every_arm_and_the_floor()
    {
        Assert.Equal(0, Run("--arms", "dense,moe", "--learning-rates", "0.01"));
        XElement picture = XDocument.Load(_temporary[StudyReport.Chart]).Root!;
        string[] words = [.. picture.Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value)];
        Assert.Contains("dense", words);
        Assert.Contains("moe", words);
        Assert.Contains(words, word => word.StartsWith("floor 1.", StringComparison.Ordinal) || word.StartsWith("floor 2.", StringComparison.Ordinal));
        Assert.Equal(2, picture.Descendants().Count(element => element.Name.LocalName == "circle"));
        Assert.DoesNotContain("NaN", picture.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_has_no_intervals()
    {
        Assert.Equal(0, StudyProgram.Run(
            ["--arms", "moe", "--seeds", "1", "--steps", "1", "--batch", "8", "--held-out", "50", "--learning-rates", "0.01", "--output", _temporary.Folder], _output, _error));
        Assert.DoesNotContain("NaN", File.ReadAllText(_temporary[StudyReport.Table]), StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", File.ReadAllText(_temporary[StudyReport.Chart]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("'x' is no number from 1", "--seeds", "x")]
    [InlineData("'0' is no number from 1", "--steps", "0")]
    [InlineData("'-3' is no number from 1", "--threads", "-3")]
    [InlineData("'foo' is no contestant; there are dense, dense-flops, moe", "--arms", "dense,foo")]
    [InlineData("'moe' stands there twice", "--arms", "moe,moe")]
    [InlineData("'0' is no learning rate above 0", "--learning-rates", "0")]
    [InlineData("'NaN' is no learning rate above 0", "--learning-rates", "NaN")]
    [InlineData("'0.1' stands there twice", "--learning-rates", "0.1,0.1")]
    [InlineData("'huge'", "--budget", "huge")]
    [InlineData("--frobnicate", "--frobnicate")]
    public void Wrong_options_say_what_is_wrong(string message, params string[] args)
    {
        Assert.Equal(StudyProgram.WrongUsage, StudyProgram.Run(args, _output, _error));
        Assert.Contains(message, _error.ToString(), StringComparison.Ordinal);
        Assert.Empty(_output.ToString());
    }

    [Fact]
    public void A_folder_that_cannot_be_made_is_an_error()
    {
        string file = _temporary["file"];
        File.WriteAllText(file, "");
        Assert.Equal(StudyProgram.Failed, StudyProgram.Run(["--steps", "1", "--output", Path.Combine(file, "folder")], _output, _error));
        Assert.NotEmpty(_error.ToString());
    }

    [Fact]
    public void Help_lists_options_and_arms()
    {
        Assert.Equal(0, StudyProgram.Run(["--help"], _output, _error));
        Assert.All(
            ["--budget", "--seeds", "--steps", "--arms", "--learning-rates", "--threads", "--output", "dense-flops"],
            word => Assert.Contains(word, _output.ToString(), StringComparison.Ordinal));
    }

    public void Dispose() => _temporary.Dispose();

    private int Run(params string[] args) => StudyProgram.Run(
        [.. args, "--seeds", "2", "--steps", $"{Steps}", "--batch", "16", "--held-out", "100", "--threads", "2", "--output", _temporary.Folder], _output, _error);

    private static string Text(JsonElement element, string field) => element.GetProperty(field).GetString()!;

    private static double Number(JsonElement element, string field) => element.GetProperty(field).GetDouble();
}
