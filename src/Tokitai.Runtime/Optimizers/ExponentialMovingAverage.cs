using System;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai;

/// <summary>
/// A running mean of a model's parameters, which often generalises better than the last ones. It starts as a copy of them; the n-th
/// <see cref="Update()"/> sets, for each parameter p,
/// <code>
/// average = d * average + (1 - d) * p         d = min(decay, (1 + n) / (10 + n)), or decay without warm-up
/// </code>
/// The warm-up is the one of TensorFlow's <c>ExponentialMovingAverage</c> and of the PyTorch package <c>torch_ema</c>: without it an
/// average with a decay of 0.999 would show the random first parameters for thousands of updates. Without warm-up it is PyTorch's
/// <c>AveragedModel</c> with <c>get_ema_avg_fn</c>. There is no correction as in Adam: the average does not start at zero.
/// </summary>
/// <remarks>
/// Call <see cref="Update()"/> after each step, not during one. To use the average, <see cref="CopyTo"/> another instance of the model. A
/// checkpoint keeps <see cref="Average"/> and <see cref="Count"/>.
/// </remarks>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class ExponentialMovingAverage<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private long _count;

    /// <summary>Starts with a copy of the parameters.</summary>
    /// <param name="model">The model whose parameters are averaged.</param>
    /// <param name="decay">Share of the old average in the new one, at least 0 and below 1; mostly 0.99 to 0.9999.</param>
    /// <param name="warmup">Whether the first updates use a smaller decay, as the class describes.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="decay"/> is outside its range.</exception>
    /// <exception cref="ObjectDisposedException">The model is disposed.</exception>
    public ExponentialMovingAverage(TModel model, double decay, bool warmup = true)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
        Decay = Hyperparameter.RequireFraction(decay);
        Warmup = warmup;
        Average = new TensorSet(TModel.Info);
        Copy(model.Parameters, Average);
    }

    /// <summary>The model whose parameters are averaged.</summary>
    public TModel Model { get; }

    /// <summary>Share of the old average in the new one, once warm.</summary>
    public double Decay { get; }

    /// <summary>Whether the first updates use a smaller decay.</summary>
    public bool Warmup { get; }

    /// <summary>The average, in the order and layout of the parameters. It belongs to this object and is freed with it.</summary>
    public TensorSet Average { get; }

    /// <summary>
    /// Number of updates. It is set when a run resumes, together with <see cref="Average"/>: the warm-up depends on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long Count
    {
        get => _count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _count = value;
        }
    }

    /// <summary>Moves the average towards the parameters.</summary>
    /// <exception cref="ObjectDisposedException">The model or the average is disposed.</exception>
    public void Update() => Update(WorkerPool.Shared, SimdDispatch.Level);

    /// <summary>Overwrites a model's parameters with the average.</summary>
    /// <param name="model">Another instance of the model, or the averaged one itself.</param>
    /// <exception cref="ObjectDisposedException">The model or the average is disposed.</exception>
    public void CopyTo(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Copy(Average, model.Parameters);
    }

    /// <summary>Frees the average, as soon as nothing uses it.</summary>
    public void Dispose() => Average.Dispose();

    internal unsafe void Update(WorkerPool pool, SimdLevel simd)
    {
        using BufferLease average = Average.Buffer.Lease(this);
        using BufferLease parameters = Model.Parameters.Buffer.Lease(Model.Parameters);
        _count++;
        double decay = Warmup ? Math.Min(Decay, (1.0 + _count) / (10.0 + _count)) : Decay;
        AverageSweep.Run(pool, simd, average.Pointer, parameters.Pointer, Average.Buffer.Length, (float)(1 - decay));
    }

    private static unsafe void Copy(TensorSet from, TensorSet to)
    {
        using BufferLease source = from.Buffer.Lease(from);
        using BufferLease destination = to.Buffer.Lease(to);
        long bytes = from.Buffer.Length * sizeof(float);
        Buffer.MemoryCopy(source.Pointer, destination.Pointer, bytes, bytes);
    }
}
