using System;

namespace Tokitai;

/// <summary>
/// A mixture of experts, on a partial property of type <see cref="MixtureOfExperts{TExpert}"/>: a router chooses for each sample which experts
/// compute, <c>y = sum over the chosen i of w_i f_i(x)</c> (Shazeer et al. 2017, "Outrageously Large Neural Networks").
/// </summary>
/// <remarks>
/// <para>The router is a linear layer with bias to one logit an expert, <c>p = softmax(z)</c> over all experts. The <c>topK</c> largest logits are chosen, of
/// equal ones the lower index; <c>w_i = p_i</c> for the chosen, and exactly 0 for the others. Only chosen experts compute.</para>
/// <para>In Backward the choice is constant; the weights are differentiated through the full softmax.</para>
/// <para>Auxiliary losses appear in <see cref="Workspace{TModel}.AuxiliaryLoss"/>, each a mean over the B rows that reach the mixture in a pass. Their
/// factors are rounded to float32.</para>
/// <para>A logit that is not finite makes Forward throw a <see cref="NotFiniteNumberException"/> that names mixture, sample and expert.</para>
/// </remarks>
/// <param name="experts">Number of experts, each with parameters of its own.</param>
/// <param name="topK">Number of experts that a sample is routed to, from 1 to <paramref name="experts"/>.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class MixtureOfExpertsAttribute(int experts, int topK) : Attribute
{
    /// <summary>Number of experts.</summary>
    public int Experts { get; } = experts;

    /// <summary>Number of experts that a sample is routed to.</summary>
    public int TopK { get; } = topK;

    /// <summary>
    /// Whether the weights of the chosen experts are divided by their sum. Needs a <see cref="TopK"/> of at least 2: a single weight would always be 1, and the
    /// router would learn nothing. Default: <see langword="false"/>.
    /// </summary>
    public bool Renormalize { get; set; }

    /// <summary>
    /// Factor of the balancing loss <c>E * sum over i of F_i P_i</c>, with <c>F_i</c> the share of the B * topK assignments that went to expert i, constant in the gradient, and
    /// <c>P_i</c> the mean of <c>p_i</c> over the rows (Fedus et al. 2022, "Switch Transformers", equation 4). It is 1 at its best, when all experts are
    /// used alike. Default: 0.
    /// </summary>
    public double LoadBalance { get; set; }

    /// <summary>
    /// Factor of the mean over the rows of <c>(log sum over i of e^(z_i))^2</c>, which keeps logits small (Zoph et al. 2022, "ST-MoE", equation 5). Default: 0.
    /// </summary>
    public double RouterZLoss { get; set; }

    /// <summary>
    /// Standard deviation of Gaussian noise that is added to the logits before all else, in training steps alone: see
    /// <see cref="Workspace{TModel}.BeginStep"/>. Default: 0.
    /// </summary>
    public double RouterNoise { get; set; }

    /// <summary>
    /// Factor of the mean over the rows of <c>sum over pairs i &lt; j of the chosen of w_i w_j |f_i(x) - f_j(x)|^2</c>: experts that share a sample are drawn
    /// towards agreement on it, as local sections of a sheaf agree where they overlap. Needs a <see cref="TopK"/> of at least 2. Default: 0.
    /// </summary>
    public double GluingPenalty { get; set; }

    /// <summary>
    /// Whether the weights in the gluing penalty count as constants in its gradient. Otherwise a router can lower the penalty by giving one expert of a pair less weight,
    /// instead of bringing the experts to agreement. Default: <see langword="false"/>.
    /// </summary>
    public bool DetachGates { get; set; }
}
