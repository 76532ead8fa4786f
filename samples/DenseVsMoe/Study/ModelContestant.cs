using System.Threading;
using DenseVsMoe.Report;
using Tokitai;

namespace DenseVsMoe.Study;

/// <summary>A contestant of a model's class.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
/// <param name="name">Name in options, rows and tables.</param>
/// <param name="description">What it is, in a few words.</param>
public sealed class ModelContestant<TModel>(string name, string description) : Contestant(name, description, TModel.Info)
    where TModel : class, IModel<TModel>
{
    /// <inheritdoc/>
    public override RunResult Run(RunKey key, TrainingSettings training, StepLog log, CancellationToken cancellation)
    {
        using var run = new TrainingRun<TModel>(key, training);
        return run.Complete(log, cancellation);
    }
}
