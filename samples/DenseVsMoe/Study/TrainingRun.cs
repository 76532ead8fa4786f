using System;
using System.Diagnostics;
using System.Threading;
using DenseVsMoe.Data;
using DenseVsMoe.Report;
using Tokitai;
using Tokitai.Training;

namespace DenseVsMoe.Study;

/// <summary>
/// One run: the same loop for dense models and mixtures. Law, samples, their order and the initial parameters are functions of the seed, so runs of
/// one seed differ in nothing but model and learning rate.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class TrainingRun<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private readonly RunKey _key;
    private readonly TrainingSettings _training;
    private readonly RegimeTask _task;
    private readonly TModel _model;
    private readonly AdamW<TModel> _optimizer;
    private readonly Gradients<TModel> _gradients = TModel.CreateGradients();
    private readonly Workspace<TModel> _workspace;
    private readonly Objective _objective = Objective.FromHeads(TModel.Info.Heads);
    private readonly LearningRateSchedule _schedule;
    private readonly RouterMetrics _router = new(TModel.Info);
    private readonly float[] _outputGradient;

    /// <summary>Makes a fresh model with all that its training takes.</summary>
    /// <param name="key">Which run.</param>
    /// <param name="training">Steps and sizes.</param>
    public TrainingRun(RunKey key, TrainingSettings training)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(training);
        _key = key;
        _training = training;
        _task = new RegimeTask(key.Seed);
        _model = TModel.Create(key.Seed);
        _optimizer = new AdamW<TModel>(_model, beta2: TrainingSettings.Beta2) { MaxGradientNorm = TrainingSettings.MaxGradientNorm };
        _workspace = TModel.CreateWorkspace(training.BatchSize);
        _schedule = training.Schedule(key.LearningRate);
        _outputGradient = new float[training.BatchSize * TModel.Info.OutputSize];
    }

    /// <summary>Trains to the end and judges the model.</summary>
    /// <param name="log">Receives a row a step.</param>
    /// <param name="cancellation">Ends the run between two steps.</param>
    /// <exception cref="DivergedException">The run did not stay finite.</exception>
    public RunResult Complete(StepLog log, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(log);
        var curve = new double[_training.Steps];
        double seconds = 0;
        for (int step = 0; step < curve.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            StepRow row = Step(step);
            log.Write(_key, row);
            if (!double.IsFinite(row.Loss)) throw new DivergedException(_key, $"in step {step}");
            curve[step] = row.Loss;
            seconds += _training.BatchSize / row.SamplesPerSecond;
        }

        RegimeSamples samples = RegimeSamples.Draw(_task, _key.Seed, _key.JudgedOn, _training.JudgedSamples);
        Score score = Finite("after the last step", () => Evaluation.Of(_model, _objective, samples));
        if (!double.IsFinite(score.Loss)) throw new DivergedException(_key, "after the last step");
        return new RunResult(_key, score, EntropyFloor.Of(samples), seconds, curve);
    }

    /// <summary>One step: new samples, forward, loss and its gradient, backward, update.</summary>
    /// <param name="step">Number of the step.</param>
    public StepRow Step(int step)
    {
        RegimeSamples samples = RegimeSamples.Draw(
            _task, _key.Seed, SampleStream.Training, _training.BatchSize, first: (long)step * _training.BatchSize);
        var headLosses = new double[_objective.Heads.Count];
        long start = Stopwatch.GetTimestamp();
        _workspace.BeginStep(_key.Seed, step);
        double loss = Finite($"in step {step}", () => _objective.Evaluate(
            _model.Forward(samples.Inputs, _workspace), samples.Targets, _outputGradient, headLosses: headLosses));
        _router.Reset();
        _router.Add(_workspace);
        _model.Backward(_outputGradient, _gradients, _workspace);
        _workspace.EndStep();
        _optimizer.LearningRate = _schedule.At(step);
        _optimizer.Step(_gradients);
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return new StepRow(
            step, loss, headLosses, _workspace.AuxiliaryLoss, _optimizer.LearningRate, _optimizer.GradientNorm,
            _training.BatchSize / seconds, _router[0].Share.ToArray(), _router[0].Entropy);
    }

    /// <summary>Frees the memory of the run.</summary>
    public void Dispose()
    {
        _workspace.Dispose();
        _gradients.Dispose();
        _optimizer.Dispose();
        _model.Dispose();
    }

    /// <summary>Runs passes; a router whose logits are not finite has no choice to make, and says so.</summary>
    private TResult Finite<TResult>(string where, Func<TResult> passes)
    {
        try
        {
            return passes();
        }
        catch (NotFiniteNumberException exception)
        {
            throw new DivergedException(_key, where, exception);
        }
    }
}
