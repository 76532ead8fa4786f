using System;
using Tokitai.Optimizers;

namespace Tokitai;

/// <summary>
/// Stochastic gradient descent, as PyTorch's <c>torch.optim.SGD</c> with dampening 0. For each parameter p with gradient g:
/// <code>
/// g = g + weightDecay * p            weights of linear layers alone, unless all decay
/// u = momentum * u + g               with momentum; u is the first gradient after the first step
/// p = p - learningRate * d           d is g without momentum, u with it, and g + momentum * u with Nesterov's
/// </code>
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Sgd<TModel> : Optimizer<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly SgdRule _rule;

    /// <summary>Makes an optimizer; with momentum it takes as much memory as the parameters, all zero.</summary>
    /// <param name="model">The model whose parameters change.</param>
    /// <param name="learningRate">Factor of each update.</param>
    /// <param name="momentum">Share of the last update's direction that is kept, at least 0 and below 1.</param>
    /// <param name="nesterov">Looks one step ahead along the momentum (Nesterov's accelerated gradient).</param>
    /// <param name="weightDecay">Factor of the decay, which is added to the gradient.</param>
    /// <param name="decayAll">Decays norms and biases too, as PyTorch does with all parameters in one group.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    /// <exception cref="ArgumentException"><paramref name="nesterov"/> without momentum.</exception>
    public Sgd(
        TModel model, float learningRate = 1e-3f, float momentum = 0, bool nesterov = false, float weightDecay = 0,
        bool decayAll = false)
        : this(
            model ?? throw new ArgumentNullException(nameof(model)),
            new SgdRule(TModel.Info, learningRate, momentum, nesterov, weightDecay, decayAll))
    {
    }

    private Sgd(TModel model, SgdRule rule)
        : base(model, rule) => _rule = rule;

    /// <summary>Share of the last update's direction that is kept.</summary>
    public float Momentum => _rule.Momentum;

    /// <summary>Whether the step looks ahead along the momentum.</summary>
    public bool Nesterov => _rule.Nesterov;

    /// <summary>The directions of the last update; null without momentum; <c>momentum_buffer</c> in PyTorch.</summary>
    public TensorSet? MomentumBuffer => State.Count == 0 ? null : State[0].Tensors;
}
