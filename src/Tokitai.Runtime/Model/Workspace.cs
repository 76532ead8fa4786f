using System;
using Tokitai.CompilerServices;

namespace Tokitai;

/// <summary>
/// The memory that passes of a model work in: activations, what Backward needs of them, and the result. One pass at a time
/// may use a workspace; passes on different workspaces may run at the same time.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Workspace<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    /// <summary>Takes the memory.</summary>
    /// <param name="maxBatch">Largest number of samples of one pass.</param>
    /// <param name="training">Whether Backward will be called; without it much less memory is taken.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBatch"/> is below 1.</exception>
    public Workspace(int maxBatch, bool training = true) => State = new WorkspaceState(TModel.Info, maxBatch, training);

    /// <summary>Largest number of samples of one pass.</summary>
    public int MaxBatch => State.MaxBatch;

    /// <summary>Whether the workspace keeps what Backward needs.</summary>
    public bool IsTraining => State.IsTraining;

    /// <summary>
    /// Sum of the losses that arise inside the network (such as the balancing of experts) in the last Forward; 0 for a model
    /// without such terms.
    /// </summary>
    public double AuxiliaryLoss => 0;

    internal WorkspaceState State { get; }

    /// <summary>
    /// Turns on what happens in training alone (dropout, router noise), drawn from a counter-based generator keyed by
    /// (seed, step, layer, sample, element): the same arguments give the same draws, in a resumed run as well. Without it
    /// Forward is inference. A model without such layers computes the same either way.
    /// </summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> is negative.</exception>
    public void BeginStep(ulong seed, long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        State.StepSeed = seed;
        State.Step = step;
    }

    /// <summary>Frees the memory, as soon as no running pass uses it. Results that Forward returned stay readable.</summary>
    public void Dispose() => State.Activations.Dispose();
}
