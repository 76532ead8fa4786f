using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using DenseVsMoe.Report;

namespace DenseVsMoe.Study;

/// <summary>Runs a study: chooses a learning rate for each arm, then trains all arms on each seed.</summary>
/// <param name="settings">What to do.</param>
/// <param name="log">Receives a row a step of every run.</param>
/// <param name="progress">Receives a line a run.</param>
public sealed class StudyRunner(StudySettings settings, StepLog log, TextWriter progress)
{
    private readonly Lock _gate = new();
    private int _ended;

    /// <summary>Runs all of it.</summary>
    /// <param name="cancellation">Ends it between two steps.</param>
    /// <exception cref="DivergedException">A run of the comparison did not stay finite.</exception>
    /// <exception cref="InvalidOperationException">An arm diverged at every learning rate.</exception>
    public StudyResult Run(CancellationToken cancellation)
    {
        IReadOnlyList<RunKey> tuning = settings.TuningRuns;
        int total = tuning.Count + (settings.Arms.Count * settings.Seeds);
        RunResult[] tuned = Run(tuning, total, mayDiverge: true, cancellation);
        IReadOnlyDictionary<string, float> rates =
            LearningRateChoice.Best(settings.Arms.Select(arm => arm.Name), settings.LearningRates, tuned);
        return new StudyResult(settings, rates, tuned, Run(settings.ComparisonRuns(rates), total, mayDiverge: false, cancellation));
    }

    /// <summary>Runs some runs, several at a time; the results are in the order of the runs, without those that diverged.</summary>
    private RunResult[] Run(IReadOnlyList<RunKey> runs, int total, bool mayDiverge, CancellationToken cancellation)
    {
        var results = new RunResult?[runs.Count];
        var options = new ParallelOptions { MaxDegreeOfParallelism = settings.Parallel, CancellationToken = cancellation };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            // One run after the other is handed out; ranges would leave the last ones to a single thread.
            Parallel.ForEach(
                Partitioner.Create(Enumerable.Range(0, runs.Count), EnumerablePartitionerOptions.NoBuffering), options, i =>
                {
                    try
                    {
                        results[i] = settings.Arm(runs[i].Arm).Run(runs[i], settings.Training, log, stop.Token);
                        Tell(total, $"{runs[i]}: loss {results[i]!.Score.Loss:F4} in {results[i]!.TrainingSeconds:F1} s");
                    }
                    catch (DivergedException exception) when (mayDiverge)
                    {
                        Tell(total, exception.Message);
                    }
                    catch
                    {
                        stop.Cancel();
                        throw;
                    }
                });
        }
        catch (AggregateException exception)
        {
            // The others ended because the first did.
            throw exception.Flatten().InnerExceptions.OrderBy(inner => inner is OperationCanceledException).First();
        }

        return [.. results.OfType<RunResult>()];
    }

    private void Tell(int total, FormattableString line) => Tell(total, line.ToString(CultureInfo.InvariantCulture));

    private void Tell(int total, string line)
    {
        lock (_gate) progress.WriteLine(string.Create(CultureInfo.InvariantCulture, $"[{++_ended}/{total}] {line}"));
    }
}
