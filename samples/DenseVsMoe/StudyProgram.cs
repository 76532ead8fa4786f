using System;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using DenseVsMoe.Options;
using DenseVsMoe.Report;
using DenseVsMoe.Study;

namespace DenseVsMoe;

/// <summary>The program: options in, files and a table out.</summary>
public static class StudyProgram
{
    /// <summary>Exit code for a wrong command line.</summary>
    public const int WrongUsage = 2;

    /// <summary>Exit code for a study that could not be finished.</summary>
    public const int Failed = 1;

    /// <summary>The runtime's variable for the threads that share a pass.</summary>
    private const string ThreadsVariable = "TOKITAI_NUM_THREADS";

    /// <summary>Runs the program.</summary>
    /// <param name="args">The command line.</param>
    /// <param name="output">Receives progress and table.</param>
    /// <param name="error">Receives errors.</param>
    /// <returns>The exit code: 0, <see cref="Failed"/> or <see cref="WrongUsage"/>.</returns>
    public static int Run(string[] args, TextWriter output, TextWriter error)
    {
        ArgumentNullException.ThrowIfNull(error);
        var options = new StudyOptions();
        ParseResult parsed = options.Command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (ParseError wrong in parsed.Errors) error.WriteLine(wrong.Message);
            error.WriteLine("--help lists all options.");
            return WrongUsage;
        }

        // On a thread of its own, so that an interruption can be listened for meanwhile.
        options.Command.SetAction((line, cancellation) => Task.Run(() => Run(options, line, output, error, cancellation), CancellationToken.None));
        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error });
    }

    /// <summary>All processors, or as many threads as the environment allows the runtime.</summary>
    private static int DefaultThreads() =>
        int.TryParse(Environment.GetEnvironmentVariable(ThreadsVariable), out int threads) && threads > 0 ? threads : Environment.ProcessorCount;

    private static int Run(StudyOptions options, ParseResult line, TextWriter output, TextWriter error, CancellationToken cancellation)
    {
        (StudySettings settings, int threads) = options.Settings(line, DefaultThreads());

        // Read once, when the first pass runs; results do not depend on it.
        Environment.SetEnvironmentVariable(ThreadsVariable, threads.ToString(CultureInfo.InvariantCulture));
        try
        {
            var clock = Stopwatch.StartNew();
            string folder = Path.GetFullPath(options.Output(line));
            Directory.CreateDirectory(folder);
            using var log = new StepLog(Path.Combine(folder, StudyReport.Steps));
            StudyResult result = new StudyRunner(settings, log, output).Run(cancellation);
            log.Complete();
            output.WriteLine();
            output.Write(StudyReport.Write(folder, result));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:F0} s; rows, summary and chart are in {folder}"));
            return 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or InvalidOperationException or DivergedException)
        {
            error.WriteLine(exception.Message);
            return Failed;
        }
        catch (OperationCanceledException)
        {
            error.WriteLine("Cancelled.");
            return Failed;
        }
    }
}
