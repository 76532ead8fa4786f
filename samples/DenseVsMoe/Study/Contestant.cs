using System;
using System.Threading;
using DenseVsMoe.Report;
using Tokitai;

namespace DenseVsMoe.Study;

/// <summary>An arm of the study: a model under a short name. Code that lists, trains and reports contestants need not know their types.</summary>
public abstract class Contestant
{
    private protected Contestant(string name, string description, ModelInfo info)
    {
        if (info.Mixtures.Count > 1)
        {
            throw new ArgumentException($"{info.Name} has {info.Mixtures.Count} mixtures: the study reports one router.", nameof(info));
        }

        Name = name;
        Description = description;
        Info = info;
    }

    /// <summary>Name in options, rows and tables.</summary>
    public string Name { get; }

    /// <summary>What it is, in a few words.</summary>
    public string Description { get; }

    /// <summary>The model.</summary>
    public ModelInfo Info { get; }

    /// <summary>Trains a fresh model and judges it.</summary>
    /// <param name="key">Which run.</param>
    /// <param name="training">Steps and sizes.</param>
    /// <param name="log">Receives a row a step.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    /// <exception cref="DivergedException">The run did not stay finite.</exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public abstract RunResult Run(RunKey key, TrainingSettings training, StepLog log, CancellationToken cancellation);
}
