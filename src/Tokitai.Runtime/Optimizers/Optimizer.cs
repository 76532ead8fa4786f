using System;
using System.Collections.Generic;
using Tokitai.Optimizers;
using Tokitai.Threading;

namespace Tokitai;

/// <summary>
/// Changes the parameters of one model by their gradients. Its state (moments) has the layout of the parameters.
/// </summary>
/// <remarks>
/// <para>An optimizer takes one step at a time; the work of a step is spread over threads, with the same bits for any number of them.</para>
/// <para>A step clips its gradients first by their norm (<see cref="MaxGradientNorm"/>), then each by its value
/// (<see cref="MaxGradientValue"/>), and then does what the optimizer's formulas say.</para>
/// <para>A step that is not finite is skipped: it changes no parameter, no state and not <see cref="StepCount"/>. That is one whose
/// passes had a NaN or an infinity in the model's output or in the output gradient, and one whose norm is not finite, where the norm is
/// measured (<see cref="MaxGradientNorm"/> says when).</para>
/// </remarks>
/// <typeparam name="TModel">The model's class.</typeparam>
public abstract class Optimizer<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private readonly OptimizerRule _rule;
    private readonly UpdateSweep _sweep = new(TModel.Info);

    private protected Optimizer(TModel model, OptimizerRule rule)
    {
        Model = model;
        _rule = rule;
        StepInProgress = new OptimizerStep(TModel.Info, rule);
        State = Array.AsReadOnly(rule.State.ToArray());
    }

    /// <summary>The model whose parameters change.</summary>
    public TModel Model { get; }

    /// <summary>Factor of each update, finite and not negative; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float LearningRate
    {
        get => _rule.LearningRate;
        set => _rule.LearningRate = Hyperparameter.RequireNonNegative(value, nameof(LearningRate));
    }

    /// <summary>Factor of the decay of the tensors that decay.</summary>
    public float WeightDecay => _rule.WeightDecay;

    /// <summary>Whether norms and biases decay like the weights of linear layers.</summary>
    public bool DecayAll => _rule.DecayAll;

    /// <summary>
    /// Bound of the norm of all gradients taken as one vector: every gradient is multiplied by
    /// <c>min(1, bound / (norm + 1e-6))</c>, as PyTorch's <c>clip_grad_norm_</c> does, once a step, after micro-batches have been
    /// accumulated. Infinity, the default, turns it off; <see cref="float.MaxValue"/> measures the norm without clipping.
    /// Gives the same bits as <see cref="Gradients{TModel}.ClipByGlobalNorm"/> before a step without it.
    /// </summary>
    /// <remarks>
    /// <see cref="IModel{TSelf}.BackwardAndUpdate"/> keeps no gradients, so with a bound it goes back through the model twice: once
    /// to measure, once to update. It then saves memory, but no time.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float MaxGradientNorm
    {
        get => StepInProgress.MaxGradientNorm;
        set => StepInProgress.MaxGradientNorm = Hyperparameter.RequireBound(value, nameof(MaxGradientNorm));
    }

    /// <summary>
    /// Bound of the magnitude of each gradient: what lies outside of <c>[-bound, bound]</c> becomes the nearer end, as PyTorch's
    /// <c>clip_grad_value_</c> does, after <see cref="MaxGradientNorm"/> has been applied. Infinity, the default, turns it off.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not above 0.</exception>
    public float MaxGradientValue
    {
        get => _rule.MaxGradientValue;
        set => _rule.MaxGradientValue = Hyperparameter.RequireBound(value, nameof(MaxGradientValue));
    }

    /// <summary>
    /// The norm of all gradients in the last step, before clipping: the root of the sum of all squares, accumulated in double
    /// precision. NaN if that step measured none.
    /// </summary>
    public double GradientNorm => StepInProgress.GradientNorm;

    /// <summary>Number of steps that were skipped because they were not finite; a resumed run counts from 0.</summary>
    public long SkippedSteps => StepInProgress.SkippedSteps;

    /// <summary>Whether the last step was skipped because it was not finite.</summary>
    public bool LastStepSkipped => StepInProgress.LastStepSkipped;

    /// <summary>
    /// Number of steps taken, without those skipped. It is set when a run resumes, together with <see cref="State"/>: corrections of the moments
    /// depend on it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative.</exception>
    public long StepCount
    {
        get => _rule.StepCount;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _rule.StepCount = value;
        }
    }

    /// <summary>
    /// Everything that a checkpoint has to keep beside the parameters, <see cref="StepCount"/> and the settings, in a fixed
    /// order; empty for an optimizer without memory.
    /// </summary>
    public IReadOnlyList<OptimizerState> State { get; }

    /// <summary>The elementwise arithmetic.</summary>
    internal OptimizerRule Rule => _rule;

    /// <summary>The step that runs, or ran last.</summary>
    internal OptimizerStep StepInProgress { get; }

    /// <summary>Updates every parameter from finished gradients, unless they come from a pass that was not finite.</summary>
    /// <param name="gradients">The gradients of the model.</param>
    /// <exception cref="InvalidOperationException">Another step of this optimizer is running.</exception>
    /// <exception cref="ObjectDisposedException">The model, the gradients or the optimizer is disposed.</exception>
    public void Step(Gradients<TModel> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        _sweep.Run(WorkerPool.Shared, StepInProgress, Model.Parameters, gradients, gradients.AreFinite);
    }

    /// <summary>Frees the optimizer's state, as soon as no running step uses it.</summary>
    public void Dispose()
    {
        _rule.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Checks that a pass updates the model that this optimizer was made for.</summary>
    internal void RequireModel(TensorSet parameters)
    {
        if (!ReferenceEquals(parameters, Model.Parameters))
        {
            throw new ArgumentException(
                $"The optimizer was made for another {TModel.Info.Name}: its state belongs to that model's parameters.", "optimizer");
        }
    }
}
