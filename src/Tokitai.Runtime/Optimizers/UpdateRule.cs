namespace Tokitai.Optimizers;

/// <summary>
/// The elementwise arithmetic of an optimizer over runs of packed floats, so that one rule serves a sweep over finished
/// gradients and the update of a weight tile whose gradient has just been formed.
/// </summary>
internal abstract unsafe class UpdateRule
{
    /// <summary>Counts a step, computes what all its elements share, and holds the memory that the step needs.</summary>
    /// <param name="parameters">First float of the packed parameters; the caller keeps them alive until <see cref="EndStep"/>.</param>
    public abstract void BeginStep(float* parameters);

    /// <summary>Updates a run of parameters. Disjoint runs may be updated by different threads at the same time.</summary>
    /// <param name="offset">First float of the run in the packed parameters; a multiple of 16.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="gradient">The gradient of the run.</param>
    /// <param name="kind">The kind of the tensor that the run belongs to.</param>
    public abstract void Update(long offset, long length, float* gradient, TensorKind kind);

    /// <summary>Gives back what <see cref="BeginStep"/> holds; called once for each begun step, after its last update.</summary>
    public virtual void EndStep()
    {
    }
}
