using System;
using Tokitai;

namespace DenseVsMoe.Study;

/// <summary>What all runs of a study share.</summary>
/// <param name="Steps">Training steps of a run.</param>
/// <param name="BatchSize">Samples of a step; no sample is seen twice.</param>
/// <param name="JudgedSamples">Samples that judge a run.</param>
public sealed record TrainingSettings(int Steps, int BatchSize, int JudgedSamples)
{
    /// <summary>Bound of the gradients' norm.</summary>
    public const float MaxGradientNorm = 1;

    /// <summary>Share of the old value in the mean of squared gradients: a run is too short for the usual 0.999.</summary>
    public const double Beta2 = 0.99;

    /// <summary>Half a wave of the cosine down to a hundredth, after a rise that takes a twentieth of the steps.</summary>
    /// <param name="largest">The largest rate.</param>
    public LearningRateSchedule Schedule(float largest) =>
        LearningRateSchedule.Cosine(largest, Steps, to: largest / 100, warmupSteps: Math.Min(Steps / 20, Steps - 1));
}
