using System;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>A model with all that a step needs.</summary>
internal sealed class TrainingPass<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private readonly TModel _model = TModel.Create(1);
    private readonly Workspace<TModel> _workspace;
    private readonly Lazy<Gradients<TModel>> _gradients = new(TModel.CreateGradients);
    private readonly AdamW<TModel> _optimizer;
    private readonly Objective _objective = Objective.CrossEntropy(TModel.Info.OutputSize);
    private readonly float[] _input;
    private readonly float[] _outputGradient;
    private readonly int[] _labels;
    private readonly float[] _inputGradient;

    public TrainingPass(int batch, WorkerPool pool)
    {
        _workspace = TModel.CreateWorkspace(batch);
        _workspace.State.Pool = pool;
        _optimizer = new AdamW<TModel>(_model, 1e-5f);
        _input = new float[batch * TModel.Info.InputSize];
        _outputGradient = new float[batch * TModel.Info.OutputSize];
        _labels = new int[batch];
        _inputGradient = new float[_input.Length];
        var random = new PhiloxRandom(1);
        for (int i = 0; i < _input.Length; i++) _input[i] = (2 * random.NextSingle()) - 1;
        for (int i = 0; i < batch; i++) _labels[i] = random.NextInt32(TModel.Info.OutputSize);
    }

    /// <summary>Bytes of activations and of gradients on their way.</summary>
    public long WorkspaceBytes => sizeof(float) * TModel.Info.Workspace.TrainingFeatures * _workspace.State.Capacity;

    public void Forward() => _model.Forward(_input, _workspace);

    public void Train()
    {
        _objective.Evaluate(_model.Forward(_input, _workspace), _labels, _outputGradient);
        _model.Backward(_outputGradient, _gradients.Value, _workspace);
    }

    public void Step()
    {
        _objective.Evaluate(_model.Forward(_input, _workspace), _labels, _outputGradient);
        _model.BackwardAndUpdate(_outputGradient, _optimizer, _workspace);
    }

    /// <summary>
    /// What a fused step computes but for its updates, with input gradients and sums in two sweeps: a step that is not finite is skipped, but still owes
    /// the gradient by the input.
    /// </summary>
    public void StepWithoutUpdates()
    {
        _objective.Evaluate(_model.Forward(_input, _workspace), _labels, _outputGradient);
        _outputGradient[0] = float.NaN;
        _model.BackwardAndUpdate(_outputGradient, _optimizer, _workspace, _inputGradient);
    }

    /// <summary>Rows that each expert of the first mixture got in the last pass.</summary>
    public int[] RowsOfExperts()
    {
        ReadOnlySpan<float> weights = _workspace.RouterWeights(0);
        var rows = new int[TModel.Info.Mixtures[0].Experts];
        for (int i = 0; i < weights.Length; i++) rows[i % rows.Length] += weights[i] != 0 ? 1 : 0;
        return rows;
    }

    public void Dispose()
    {
        _optimizer.Dispose();
        if (_gradients.IsValueCreated) _gradients.Value.Dispose();
        _workspace.Dispose();
        _model.Dispose();
    }
}
