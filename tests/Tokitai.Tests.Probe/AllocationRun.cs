using System;

namespace Tokitai.Tests.Probe;

/// <summary>Measures what warm passes allocate.</summary>
/// <typeparam name="TModel">The model.</typeparam>
public sealed class AllocationRun<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private const int Batch = 33, Steps = 50, Attempts = 5;

    private readonly TModel _model = TModel.Create(1);
    private readonly Workspace<TModel> _training = TModel.CreateWorkspace(Batch);
    private readonly Workspace<TModel> _inference = TModel.CreateWorkspace(Batch, training: false);
    private readonly Gradients<TModel> _gradients = TModel.CreateGradients();
    private readonly AdamW<TModel> _optimizer;
    private readonly ExponentialMovingAverage<TModel> _average;
    private readonly Objective _objective = Objective.CrossEntropy(TModel.Info.OutputSize);
    private readonly float[] _input = ProbeRun.Values(Batch * TModel.Info.InputSize, 1);
    private readonly float[] _gradient = new float[Batch * TModel.Info.OutputSize];
    private readonly int[] _labels = new int[Batch];

    /// <summary>Makes model, workspaces and optimizer.</summary>
    public AllocationRun()
    {
        _optimizer = new AdamW<TModel>(_model);
        _average = new ExponentialMovingAverage<TModel>(_model, 0.9f);
    }

    /// <summary>Bytes of 50 steps of both ways of training.</summary>
    public long MeasureTraining(Func<long> allocated) => Measure(Train, allocated);

    /// <summary>Bytes of 50 forward passes.</summary>
    public long MeasureInference(Func<long> allocated) => Measure(() => _model.Forward(_input, _inference), allocated);

    /// <inheritdoc/>
    public void Dispose()
    {
        _average.Dispose();
        _optimizer.Dispose();
        _gradients.Dispose();
        _inference.Dispose();
        _training.Dispose();
        _model.Dispose();
    }

    /// <summary>The least of a few attempts: the runtime itself may allocate while it compiles in the background.</summary>
    private static long Measure(Action step, Func<long> allocated)
    {
        long least = long.MaxValue;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            for (int i = 0; i < Steps; i++) step();
            long before = allocated();
            for (int i = 0; i < Steps; i++) step();
            least = Math.Min(least, allocated() - before);
        }

        return least;
    }

    private void Train()
    {
        _training.BeginStep(1, 2);
        ReadOnlySpan<float> output = _model.Forward(_input, _training);
        _objective.Evaluate(output, _labels, _gradient);
        _model.Backward(_gradient, _gradients, _training);
        _optimizer.Step(_gradients);
        _objective.Evaluate(_model.Forward(_input, _training), _labels, _gradient);
        _model.BackwardAndUpdate(_gradient, _optimizer, _training);
        _average.Update();

        // The same with gradients that are measured and clipped.
        _optimizer.MaxGradientNorm = 0.1f;
        _objective.Evaluate(_model.Forward(_input, _training), _labels, _gradient);
        _model.Backward(_gradient, _gradients, _training);
        _optimizer.Step(_gradients);
        _objective.Evaluate(_model.Forward(_input, _training), _labels, _gradient);
        _model.BackwardAndUpdate(_gradient, _optimizer, _training);
        _optimizer.MaxGradientNorm = float.PositiveInfinity;
    }
}
