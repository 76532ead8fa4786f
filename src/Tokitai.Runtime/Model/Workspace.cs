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

    /// <summary>Number of samples of the last Forward; 0 before the first.</summary>
    public int Batch => State.Batch;

    /// <summary>
    /// Sum of the losses that arise inside the network in the last Forward: what <see cref="MixtureOfExpertsAttribute"/> asks for. Each is a mean
    /// over the rows that reached its mixture in that pass. 0 for a model without such terms. Backward adds their gradients times its <c>auxiliaryScale</c>.
    /// </summary>
    public double AuxiliaryLoss => State.AuxiliaryLoss;

    /// <summary>
    /// What a mixture of experts gave each expert in the last Forward: row-major <c>[batch, experts]</c>, the weight of an expert that the sample was
    /// routed to, and 0 for the others. A mixture inside an expert has a row of zeros for each sample that did not come to it. Valid until the
    /// next pass on this workspace.
    /// </summary>
    /// <param name="mixture">Number of the mixture in <see cref="ModelInfo.Mixtures"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mixture.</exception>
    /// <exception cref="InvalidOperationException">No Forward has run on this workspace.</exception>
    public ReadOnlySpan<float> RouterWeights(int mixture)
    {
        if ((uint)mixture >= (uint)State.Mixtures.Length)
        {
            throw new ArgumentOutOfRangeException(
                nameof(mixture), mixture, State.Mixtures.Length == 0
                    ? $"{State.Info.Name} has no mixture of experts."
                    : $"{State.Info.Name} has {State.Mixtures.Length} mixtures of experts: valid are 0 to {State.Mixtures.Length - 1}.");
        }

        return State.Batch > 0
            ? State.Mixtures[mixture].Weights(State.Batch)
            : throw new InvalidOperationException($"No Forward of {State.Info.Name} has run on this workspace: nothing has been routed.");
    }

    internal WorkspaceState State { get; }

    /// <summary>
    /// Turns on what happens in training alone (dropout), drawn from a counter-based generator keyed by (seed, step, layer, sample,
    /// element): the same arguments give the same draws, in a resumed run as well, and Backward uses those of its Forward. Without
    /// it, or after <see cref="EndStep"/>, Forward is inference. A model without such layers computes the same either way.
    /// </summary>
    /// <remarks>
    /// <para>A model with dropout that trains without it trains without dropout: nothing turns it on by itself.</para>
    /// <para>Several passes of one step are its micro-batches: their samples are numbered on from pass to pass, so that they draw what one pass
    /// over all of them would. Workspaces that share a step say where their samples begin.</para>
    /// <para>It acts on every workspace, forward-only ones too. There it means dropout in inference: the spread of the outputs over several steps
    /// says how sure the model is (Monte Carlo dropout; Gal and Ghahramani 2016, "Dropout as a Bayesian Approximation"). Plain inference
    /// begins no step.</para>
    /// </remarks>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step, from 0.</param>
    /// <param name="firstSample">Number of the first sample of the next pass, counted in the step.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="step"/> or <paramref name="firstSample"/> is negative.</exception>
    public void BeginStep(ulong seed, long step, long firstSample = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(step);
        ArgumentOutOfRangeException.ThrowIfNegative(firstSample);
        State.BeginStep(new StepState(seed, step, firstSample));
    }

    /// <summary>Turns off what <see cref="BeginStep"/> turned on: the next Forward is inference, such as an evaluation between steps.</summary>
    public void EndStep() => State.BeginStep(StepState.Inactive);

    /// <summary>Frees the memory, as soon as no running pass uses it. Results that Forward returned stay readable.</summary>
    public void Dispose() => State.Activations.Dispose();
}
