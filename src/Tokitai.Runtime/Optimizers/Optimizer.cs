using System;
using System.Collections.Generic;
using Tokitai.Optimizers;

namespace Tokitai;

/// <summary>
/// Changes the parameters of one model by their gradients. Its state (moments) has the layout of the parameters.
/// </summary>
/// <remarks>An optimizer takes one step at a time; the work of a step is spread over threads, with the same bits for any number of them.</remarks>
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
        State = Array.AsReadOnly(rule.State.ToArray());
    }

    /// <summary>The model whose parameters change.</summary>
    public TModel Model { get; }

    /// <summary>Factor of each update, finite and not negative; may be changed between steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is negative or not finite.</exception>
    public float LearningRate
    {
        get => _rule.LearningRate;
        set => _rule.LearningRate = Hyperparameter.RequireNonNegative(value);
    }

    /// <summary>Factor of the decay of the tensors that decay.</summary>
    public float WeightDecay => _rule.WeightDecay;

    /// <summary>Whether norms and biases decay like the weights of linear layers.</summary>
    public bool DecayAll => _rule.DecayAll;

    /// <summary>
    /// Number of steps taken. It is set when a run resumes, together with <see cref="State"/>: corrections of the moments
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
    internal UpdateRule Rule => _rule;

    /// <summary>Updates every parameter from finished gradients.</summary>
    /// <param name="gradients">The gradients of the model.</param>
    /// <exception cref="InvalidOperationException">Another step of this optimizer is running.</exception>
    /// <exception cref="ObjectDisposedException">The model, the gradients or the optimizer is disposed.</exception>
    public void Step(Gradients<TModel> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        _sweep.Run(Rule, Model.Parameters, gradients);
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
