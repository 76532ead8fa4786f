using System.Collections.Generic;

namespace DenseVsMoe.Study;

/// <summary>What is written down of a training step.</summary>
/// <param name="Step">Number of the step, from 0.</param>
/// <param name="Loss">Weighted sum of the heads' losses on the step's samples, before the update.</param>
/// <param name="HeadLosses">Loss of each head.</param>
/// <param name="AuxiliaryLoss">Sum of the losses that arise inside the network.</param>
/// <param name="LearningRate">Learning rate of the step.</param>
/// <param name="GradientNorm">Norm of all gradients before clipping.</param>
/// <param name="SamplesPerSecond">Samples of the step by the time of forward, loss, backward and update.</param>
/// <param name="PerExpertShare">Share of the step's assignments that each expert got; a dense model is one expert.</param>
/// <param name="RouterEntropy">Mean over samples of the entropy of the chosen weights, scaled to a sum of 1, in nats; 0 for a dense model.</param>
public sealed record StepRow(
    long Step, double Loss, IReadOnlyList<double> HeadLosses, double AuxiliaryLoss, float LearningRate, double GradientNorm,
    double SamplesPerSecond, IReadOnlyList<double> PerExpertShare, double RouterEntropy);
