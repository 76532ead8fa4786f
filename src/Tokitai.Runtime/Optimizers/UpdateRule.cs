namespace Tokitai.Optimizers;

/// <summary>
/// What becomes of finished gradients, run by run: the elementwise arithmetic of an optimizer, which so serves a sweep over all
/// gradients and the update of a weight tile whose gradient has just been formed, or the measuring that comes before it.
/// </summary>
internal abstract unsafe class UpdateRule
{
    /// <summary>
    /// The most lines of 16 floats that a kernel hands in at a time if it has something to do between pieces. What is elementwise takes any number;
    /// what sums up wants its tiles whole.
    /// </summary>
    public virtual int PieceLines => int.MaxValue;

    /// <summary>Whether <see cref="Update"/> changes the parameters, which so are read and written.</summary>
    public virtual bool ChangesParameters => false;

    /// <summary>Takes a run of gradients. Disjoint runs may be taken by different threads at the same time.</summary>
    /// <param name="offset">First float of the run in the packed parameters; a multiple of 16.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="gradient">The gradient of the run.</param>
    /// <param name="kind">The kind of the tensor that the run belongs to.</param>
    public abstract void Update(long offset, long length, float* gradient, TensorKind kind);

    /// <summary>Asks for the memory that <see cref="Update"/> of a run will want soon: it then arrives while the gradient is computed.</summary>
    /// <param name="offset">First float of the run in the packed parameters; a multiple of 16.</param>
    /// <param name="lines">Number of lines of 16 floats.</param>
    public virtual void Prefetch(long offset, int lines)
    {
    }
}
