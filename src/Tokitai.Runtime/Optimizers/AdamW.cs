using System;
using Tokitai.Optimizers;

namespace Tokitai;

/// <summary>
/// Adam with decoupled weight decay (Loshchilov and Hutter 2019, "Decoupled Weight Decay Regularization"), as PyTorch's
/// <c>torch.optim.AdamW</c>. For each parameter p with gradient g, in step t = 1, 2, ...:
/// <code>
/// p = p * (1 - learningRate * weightDecay)                 weights of linear layers alone, unless all decay
/// m = beta1 * m + (1 - beta1) * g
/// v = beta2 * v + (1 - beta2) * g * g
/// p = p - learningRate / (1 - beta1^t) * m / (sqrt(v) / sqrt(1 - beta2^t) + epsilon)
/// </code>
/// The corrections of t are computed in double precision.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class AdamW<TModel> : Optimizer<TModel>
    where TModel : class, IModel<TModel>
{
    private readonly AdamRule _rule;

    /// <summary>Makes an optimizer with moments that are all zero: twice the memory of the parameters.</summary>
    /// <param name="model">The model whose parameters change.</param>
    /// <param name="learningRate">Factor of each update.</param>
    /// <param name="beta1">Share of the old value in the running mean of gradients, at least 0 and below 1.</param>
    /// <param name="beta2">Share of the old value in the running mean of squared gradients, at least 0 and below 1.</param>
    /// <param name="epsilon">Added to the root of the second moment; above 0.</param>
    /// <param name="weightDecay">Factor of the decay.</param>
    /// <param name="decayAll">Decays norms and biases too, as PyTorch does with all parameters in one group.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is outside its range.</exception>
    public AdamW(
        TModel model, float learningRate = 1e-3f, double beta1 = 0.9, double beta2 = 0.999, float epsilon = 1e-8f,
        float weightDecay = 0.01f, bool decayAll = false)
        : this(
            model ?? throw new ArgumentNullException(nameof(model)),
            new AdamRule(TModel.Info, decoupled: true, learningRate, beta1, beta2, epsilon, weightDecay, decayAll))
    {
    }

    private AdamW(TModel model, AdamRule rule)
        : base(model, rule) => _rule = rule;

    /// <summary>Share of the old value in the running mean of gradients.</summary>
    public double Beta1 => _rule.Beta1;

    /// <summary>Share of the old value in the running mean of squared gradients.</summary>
    public double Beta2 => _rule.Beta2;

    /// <summary>Added to the root of the second moment.</summary>
    public float Epsilon => _rule.Epsilon;

    /// <summary>The running means of gradients, before correction; <c>exp_avg</c> in PyTorch.</summary>
    public TensorSet FirstMoment => State[0].Tensors;

    /// <summary>The running means of squared gradients, before correction; <c>exp_avg_sq</c> in PyTorch.</summary>
    public TensorSet SecondMoment => State[1].Tensors;
}
