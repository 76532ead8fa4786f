namespace Tokitai;

/// <summary>
/// What one mixture of experts has added to <see cref="Workspace{TModel}.AuxiliaryLoss"/>, each term with its factor: see <see cref="MixtureOfExpertsAttribute"/>.
/// </summary>
/// <param name="LoadBalance">The balancing loss.</param>
/// <param name="RouterZLoss">The loss on the size of the logits.</param>
/// <param name="GluingPenalty">The penalty on disagreement between the experts of a sample.</param>
public readonly record struct AuxiliaryLosses(double LoadBalance, double RouterZLoss, double GluingPenalty)
{
    /// <summary>Their sum.</summary>
    public double Total => LoadBalance + RouterZLoss + GluingPenalty;
}
