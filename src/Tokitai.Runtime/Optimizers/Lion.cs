using System;
using Tokitai.Optimizers;

namespace Tokitai;

/// <summary>
/// Lion (Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2): every element moves by the same
/// distance, in the direction of a running mean of gradients. For each parameter p with gradient g:
/// <code>
/// c = beta1 * m + (1 - beta1) * g
/// p = p * (1 - learningRate * weightDecay)                 weights of linear layers alone, unless all decay
/// p = p - learningRate * sign(c)                           sign(0) = 0
/// m = beta2 * m + (1 - beta2) * g
/// </code>
/// Its authors advise a learning rate 3 to 10 times smaller than AdamW's, and a decay larger by the same factor.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Lion<TModel> : Optimizer<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly LionRule _rule;

    /// <summary>Makes an optimizer with a momentum that is all zero: as much memory as the parameters.</summary>
    /// <param name="model">The model whose parameters change.</param>
    /// <param name="learningRate">Distance of each update.</param>
    /// <param name="beta1">Share of the momentum in the direction of an update, at least 0 and below 1.</param>
    /// <param name="beta2">Share of the old value in the momentum, at least 0 and below 1.</param>
    /// <param name="weightDecay">Factor of the decay.</param>
    /// <param name="decayAll">Decays norms and biases too.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public Lion(
        TModel model, float learningRate = 1e-4f, double beta1 = 0.9, double beta2 = 0.99, float weightDecay = 0,
        bool decayAll = false)
        : this(
            model ?? throw new ArgumentNullException(nameof(model)),
            new LionRule(TModel.Info, learningRate, beta1, beta2, weightDecay, decayAll))
    {
    }

    private Lion(TModel model, LionRule rule)
        : base(model, rule) => _rule = rule;

    /// <summary>Share of the momentum in the direction of an update.</summary>
    public double Beta1 => _rule.Beta1;

    /// <summary>Share of the old value in the momentum.</summary>
    public double Beta2 => _rule.Beta2;

    /// <summary>The running means of gradients; <c>exp_avg</c> in the authors' code.</summary>
    public TensorSet MomentumBuffer => State[0].Tensors;
}
