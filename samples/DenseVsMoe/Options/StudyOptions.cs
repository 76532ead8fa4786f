using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Linq;
using DenseVsMoe.Study;

namespace DenseVsMoe.Options;

/// <summary>The options of the command line.</summary>
public sealed class StudyOptions
{
    /// <summary>Where results go, unless told otherwise.</summary>
    public const string DefaultOutput = "artifacts/study";

    private const int MaxThreads = 1024;

    private readonly Option<string> _budget = new("--budget")
    {
        Description = "Size of the models: nano (195,540 parameters) or tiny (85 million).",
        DefaultValueFactory = _ => Budget.Nano.Name,
    };

    private readonly Option<int?> _seeds = Number("--seeds", "Paired seeds: each gives all arms the same data in the same order.", 1, 10_000);
    private readonly Option<int?> _steps = Number("--steps", "Training steps of a run.", 1, 10_000_000);
    private readonly Option<int?> _batch = Number("--batch", "Samples of a step.", 1, 1 << 16);
    private readonly Option<int?> _heldOut = Number("--held-out", "Samples that judge a run.", 1, 1 << 20);
    private readonly Option<int?> _threads = Number("--threads", "Threads in all; default: TOKITAI_NUM_THREADS, or all processors.", 1, MaxThreads);
    private readonly Option<string?> _arms = new("--arms") { Description = "Contestants, separated by commas; default: all.", HelpName = "a,b,c" };

    private readonly Option<string?> _rates = new("--learning-rates")
    {
        Description = "Learning rates to choose from, separated by commas. With a single one nothing is chosen.",
        HelpName = "r,s",
    };

    private readonly Option<string> _output = new("--output")
    {
        Description = "Folder for rows, summary and chart.",
        DefaultValueFactory = _ => DefaultOutput,
    };

    /// <summary>Makes the command.</summary>
    public StudyOptions()
    {
        _budget.AcceptOnlyFromAmong([.. Budget.All.Select(budget => budget.Name)]);
        _arms.Validators.Add(result => Check(result, Lists.Arms(result.GetValueOrDefault<string?>(), BudgetOf(result.GetResult(_budget))).Error));
        _rates.Validators.Add(result => Check(result, Lists.Rates(result.GetValueOrDefault<string?>()).Error));
        string arms = string.Join(", ", Budget.Nano.Contestants.Select(arm => arm.Name));
        Command = new RootCommand($"Compares dense networks and mixtures of experts on data with a known answer.\nArms: {arms}.")
        {
            _budget, _seeds, _steps, _batch, _heldOut, _arms, _rates, _threads, _output,
        };
    }

    /// <summary>The command; its action is to be set.</summary>
    public RootCommand Command { get; }

    /// <summary>Where results go.</summary>
    /// <param name="parsed">A command line without errors.</param>
    public string Output(ParseResult parsed) => parsed.GetRequiredValue(_output);

    /// <summary>Threads that work on one run, and settings of the study.</summary>
    /// <param name="parsed">A command line without errors.</param>
    /// <param name="processors">Threads without the option.</param>
    public (StudySettings Settings, int ThreadsOfRun) Settings(ParseResult parsed, int processors)
    {
        Budget budget = Budget.All.First(budget => budget.Name == parsed.GetRequiredValue(_budget));
        int threads = parsed.GetValue(_threads) ?? processors;
        var training = new TrainingSettings(
            parsed.GetValue(_steps) ?? budget.Steps, parsed.GetValue(_batch) ?? budget.BatchSize, parsed.GetValue(_heldOut) ?? budget.JudgedSamples);
        var settings = new StudySettings(
            budget,
            Lists.Arms(parsed.GetValue(_arms), budget).Values,
            Lists.Rates(parsed.GetValue(_rates)).Values is { Count: > 0 } rates ? rates : budget.LearningRates,
            parsed.GetValue(_seeds) ?? budget.Seeds,
            training,
            budget.SharesThreads ? 1 : threads);
        return (settings, budget.SharesThreads ? threads : 1);
    }

    private static Budget BudgetOf(OptionResult? result) =>
        Budget.All.FirstOrDefault(budget => budget.Name == result?.GetValueOrDefault<string>()) ?? Budget.Nano;

    private static void Check(OptionResult result, string? error)
    {
        if (error is not null) result.AddError($"{result.Option.Name}: {error}");
    }

    private static Option<int?> Number(string name, string description, int minimum, int maximum)
    {
        var option = new Option<int?>(name) { Description = description, HelpName = "n" };
        option.CustomParser = argument =>
        {
            string text = argument.Tokens[0].Value;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value) && value >= minimum && value <= maximum) return value;
            argument.AddError($"{name}: '{text}' is no number from {minimum} to {maximum}.");
            return null;
        };
        return option;
    }
}
