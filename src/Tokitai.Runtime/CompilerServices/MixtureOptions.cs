namespace Tokitai.CompilerServices;

/// <summary>The options of a mixture; see <see cref="MixtureOfExpertsAttribute"/>.</summary>
/// <param name="Renormalize">Whether the weights of the chosen experts are scaled to a sum of 1.</param>
/// <param name="LoadBalance">Factor of the balancing loss.</param>
/// <param name="RouterZLoss">Factor of the loss on the logits' size.</param>
/// <param name="RouterNoise">Standard deviation of the noise on the logits.</param>
/// <param name="GluingPenalty">Factor of the penalty on disagreement.</param>
/// <param name="DetachGates">Whether the penalty's weights count as constants.</param>
internal readonly record struct MixtureOptions(
    bool Renormalize, float LoadBalance, float RouterZLoss, float RouterNoise, float GluingPenalty, bool DetachGates);
