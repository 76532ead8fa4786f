namespace Tokitai.Optimizers;

/// <summary>
/// What becomes of finished gradients, run by run: the elementwise arithmetic of an optimizer, which so serves a sweep over all
/// gradients and the update of a weight tile whose gradient has just been formed, or the measuring that comes before it.
/// </summary>
internal abstract unsafe class UpdateRule
{
    /// <summary>Whether <see cref="Update"/> changes the parameters, which so are read and written.</summary>
    public virtual bool ChangesParameters => false;

    /// <summary>Takes a run of gradients. Disjoint runs may be taken by different threads at the same time.</summary>
    /// <param name="offset">First float of the run in the packed parameters; a multiple of 16.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="gradient">The gradient of the run.</param>
    /// <param name="kind">The kind of the tensor that the run belongs to.</param>
    /// <param name="ahead">What to ask memory for meanwhile: a hint.</param>
    public abstract void Update(long offset, long length, float* gradient, TensorKind kind, Lookahead ahead);

    /// <summary>What <see cref="Update"/> reads beside gradients and parameters, so that others can ask for it, too.</summary>
    /// <param name="offset">A float of the packed parameters.</param>
    public virtual StateLines StateOf(long offset) => default;
}
