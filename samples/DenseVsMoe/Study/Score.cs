using System.Collections.Generic;

namespace DenseVsMoe.Study;

/// <summary>How good a model is on some samples.</summary>
/// <param name="Loss">Weighted sum of the heads' losses, in nats; without losses that arise inside the network.</param>
/// <param name="HeadLosses">Loss of each head.</param>
/// <param name="Accuracy">Share of outcomes that have the largest logit.</param>
/// <param name="MacroF1">Mean over the outcome's classes of their F1 scores.</param>
/// <param name="RocAuc">Area under the receiver operating characteristic of the auxiliary targets.</param>
/// <param name="RegimeRecovery">
/// Adjusted mutual information of the true regime and the expert with the largest weight; <see langword="null"/> for a model without experts.
/// </param>
public sealed record Score(
    double Loss, IReadOnlyList<double> HeadLosses, double Accuracy, double MacroF1, double RocAuc, double? RegimeRecovery);
