using System;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai;

/// <summary>The gradients of all parameters of a model, in the order and layout of the parameters.</summary>
/// <remarks>
/// Gradients remember whether the pass that wrote them, and those that added to them, were finite (see
/// <see cref="Optimizer{TModel}"/>, which skips the step otherwise), until a pass overwrites them or <see cref="Clear"/> is called.
/// </remarks>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Gradients<TModel> : TensorSet
    where TModel : class, IModel<TModel>
{
    private GradientTiles? _tiles;

    /// <summary>Makes gradients that are all zero.</summary>
    public Gradients()
        : base(TModel.Info)
    {
    }

    /// <summary>Whether a step may use them: no pass behind them had a NaN or an infinity in output or output gradient.</summary>
    internal bool AreFinite { get; private set; } = true;

    /// <inheritdoc/>
    internal override string ObjectName => $"Gradients of {Info.Name}";

    /// <inheritdoc/>
    public override void Clear()
    {
        base.Clear();
        AreFinite = true;
    }

    /// <summary>
    /// The norm of all gradients taken as one vector: the root of the sum of all squares, accumulated in double precision, with
    /// the same bits for any number of threads and every vector width.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The gradients are disposed.</exception>
    public double Norm() => Norm(WorkerPool.Shared, SimdDispatch.Level);

    /// <summary>
    /// Multiplies every gradient by <c>min(1, maxNorm / (norm + 1e-6))</c>, as PyTorch's <c>clip_grad_norm_</c> does. Gradients
    /// whose norm is not finite are left as they are, and a step with them is skipped.
    /// </summary>
    /// <param name="maxNorm">Bound of the norm, above 0.</param>
    /// <returns>The norm before.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxNorm"/> is not above 0.</exception>
    /// <exception cref="ObjectDisposedException">The gradients are disposed.</exception>
    public double ClipByGlobalNorm(float maxNorm)
    {
        Hyperparameter.RequireBound(maxNorm);
        double norm = Norm();
        if (!double.IsFinite(norm))
        {
            AreFinite = false;
            return norm;
        }

        float scale = GradientClip.ScaleFor(norm, maxNorm);
        if (scale < 1) Clip(WorkerPool.Shared, SimdDispatch.Level, new GradientClip(scale, float.PositiveInfinity));
        return norm;
    }

    /// <summary>
    /// Moves every gradient outside of <c>[-maxValue, maxValue]</c> to the nearer end, as PyTorch's <c>clip_grad_value_</c> does.
    /// NaN stays NaN.
    /// </summary>
    /// <param name="maxValue">Bound of the magnitudes, above 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxValue"/> is not above 0.</exception>
    /// <exception cref="ObjectDisposedException">The gradients are disposed.</exception>
    public void ClipByValue(float maxValue) =>
        Clip(WorkerPool.Shared, SimdDispatch.Level, new GradientClip(1, Hyperparameter.RequireBound(maxValue)));

    /// <summary>Takes note of a pass that writes these gradients, or adds to them.</summary>
    internal void NotePass(bool finite, bool accumulate) => AreFinite = finite && (AreFinite || !accumulate);

    internal unsafe double Norm(WorkerPool pool, SimdLevel simd)
    {
        using BufferLease lease = Buffer.Lease(this);
        _tiles ??= new GradientTiles(Info);
        _tiles.Measure(pool, simd, lease.Pointer);
        return _tiles.Norm;
    }

    internal unsafe void Clip(WorkerPool pool, SimdLevel simd, GradientClip clip)
    {
        using BufferLease lease = Buffer.Lease(this);
        ClipSweep.Run(pool, simd, lease.Pointer, Buffer.Length, clip);
    }
}
