using System;

namespace Tokitai;

/// <summary>
/// What the generator writes for a class with <see cref="ModelAttribute"/>. Trainers, checkpoints and metrics are generic
/// code over this interface, without reflection.
/// </summary>
/// <remarks>
/// A model holds parameters only; a <see cref="Workspace{TModel}"/> holds everything that a pass changes. Any number of threads
/// may run <see cref="Forward"/> on one model at the same time, each with a workspace of its own.
/// </remarks>
/// <typeparam name="TSelf">The model's own class.</typeparam>
public interface IModel<TSelf> : IDisposable
    where TSelf : class, IModel<TSelf>
{
    /// <summary>Sizes, tensors and fingerprint of the model.</summary>
    static abstract ModelInfo Info { get; }

    /// <summary>Makes a model with freshly drawn parameters.</summary>
    /// <param name="seed">Decides every initial value, together with the tensor's and the element's index and nothing else.</param>
    static abstract TSelf Create(ulong seed);

    /// <summary>Makes the memory that a pass works in.</summary>
    /// <param name="maxBatch">Largest number of samples of one pass.</param>
    /// <param name="training">Whether <see cref="Backward"/> will be called; without it much less memory is taken.</param>
    static abstract Workspace<TSelf> CreateWorkspace(int maxBatch, bool training = true);

    /// <summary>Makes a set of gradients, all zero, with the layout of the parameters.</summary>
    static abstract Gradients<TSelf> CreateGradients();

    /// <summary>The parameters in declaration order.</summary>
    TensorSet Parameters { get; }

    /// <summary>Computes the outputs of a batch.</summary>
    /// <param name="input">Samples, row-major <c>[batch, InputSize]</c>.</param>
    /// <param name="workspace">The memory of the pass; it keeps what <see cref="Backward"/> needs, input included.</param>
    /// <returns>Outputs, row-major <c>[batch, OutputSize]</c>, valid until the next call on that workspace.</returns>
    /// <exception cref="ArgumentException">The input is no whole number of samples, empty, or longer than the workspace allows.</exception>
    /// <exception cref="ObjectDisposedException">The model or the workspace is disposed.</exception>
    ReadOnlySpan<float> Forward(ReadOnlySpan<float> input, Workspace<TSelf> workspace);

    /// <summary>Computes the gradients of the pass that <see cref="Forward"/> ran on this workspace, and consumes that pass.</summary>
    /// <param name="outputGradient">Gradient of the loss by the outputs, row-major <c>[batch, OutputSize]</c>.</param>
    /// <param name="gradients">Overwritten with the gradients of all parameters, or added to.</param>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="inputGradient">Overwritten with the gradient by the inputs, <c>[batch, InputSize]</c>; left empty, it is not computed.</param>
    /// <param name="accumulate">
    /// Adds to <paramref name="gradients"/>. Each sum goes on where it stood, sample by sample, so consecutive micro-batches
    /// give the bits of the whole batch.
    /// </param>
    /// <param name="auxiliaryScale">Factor of the gradients of <see cref="Workspace{TModel}.AuxiliaryLoss"/>.</param>
    /// <exception cref="ArgumentException">A gradient has the wrong length.</exception>
    /// <exception cref="InvalidOperationException">There is no forward pass to go back through, or the workspace is forward-only.</exception>
    /// <exception cref="ObjectDisposedException">The model, the workspace or the gradients are disposed.</exception>
    void Backward(
        ReadOnlySpan<float> outputGradient, Gradients<TSelf> gradients, Workspace<TSelf> workspace,
        Span<float> inputGradient = default, bool accumulate = false, float auxiliaryScale = 1);

    /// <summary>
    /// Computes gradients and updates the parameters layer by layer, without a gradient buffer: in each layer the input
    /// gradient is formed from the old weights, then the weight gradient and its update in one sweep. Gives the same bits as
    /// <see cref="Backward"/> followed by <see cref="Optimizer{TModel}.Step"/>. A bound of the norm
    /// (<see cref="Optimizer{TModel}.MaxGradientNorm"/>) needs all gradients first, so it goes back through the model twice. A step that is not
    /// finite updates nothing (<see cref="Optimizer{TModel}.LastStepSkipped"/>).
    /// </summary>
    /// <param name="outputGradient">Gradient of the loss by the outputs, row-major <c>[batch, OutputSize]</c>.</param>
    /// <param name="optimizer">The optimizer that was made for this model.</param>
    /// <param name="workspace">The workspace of the forward pass.</param>
    /// <param name="inputGradient">Overwritten with the gradient by the inputs, <c>[batch, InputSize]</c>; left empty, it is not computed.</param>
    /// <param name="auxiliaryScale">Factor of the gradients of <see cref="Workspace{TModel}.AuxiliaryLoss"/>.</param>
    /// <exception cref="ArgumentException">A gradient has the wrong length, or the optimizer belongs to another model.</exception>
    /// <exception cref="InvalidOperationException">There is no forward pass to go back through, or the workspace is forward-only.</exception>
    /// <exception cref="ObjectDisposedException">The model, the workspace or the optimizer is disposed.</exception>
    void BackwardAndUpdate(
        ReadOnlySpan<float> outputGradient, Optimizer<TSelf> optimizer, Workspace<TSelf> workspace,
        Span<float> inputGradient = default, float auxiliaryScale = 1);
}
