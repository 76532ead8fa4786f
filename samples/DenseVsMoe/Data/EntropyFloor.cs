using System;
using System.Linq;

namespace DenseVsMoe.Data;

/// <summary>
/// The lowest loss that any model can expect on some samples, in nats: the entropy of their targets given their inputs, by the true
/// probabilities. No model's expected cross-entropy is lower (Gibbs' inequality); on targets as drawn it may be, by chance.
/// </summary>
/// <param name="Outcome">Of the outcome: the mean over samples.</param>
/// <param name="Auxiliary">Of the auxiliary targets: the mean over samples and targets.</param>
public readonly record struct EntropyFloor(double Outcome, double Auxiliary)
{
    /// <summary>The sum of both, each with weight 1 as in the models' heads.</summary>
    public double Total => Outcome + Auxiliary;

    /// <summary>Averages over samples.</summary>
    /// <param name="samples">At least one sample.</param>
    /// <exception cref="InvalidOperationException">There are none.</exception>
    public static EntropyFloor Of(RegimeSamples samples)
    {
        ArgumentNullException.ThrowIfNull(samples);
        return new EntropyFloor(samples.OutcomeEntropies.Average(), samples.AuxiliaryEntropies.Average());
    }
}
