using System.Collections.Generic;
using DenseVsMoe.Data;

namespace DenseVsMoe.Study;

/// <summary>What a run gave.</summary>
/// <param name="Key">The run.</param>
/// <param name="Score">The trained model on samples that it has not seen.</param>
/// <param name="Floor">The lowest loss that can be expected on those samples.</param>
/// <param name="TrainingSeconds">Time in training steps, without the drawing of samples.</param>
/// <param name="Curve">Loss of the heads in each step, on the samples of that step before it learned from them.</param>
public sealed record RunResult(RunKey Key, Score Score, EntropyFloor Floor, double TrainingSeconds, IReadOnlyList<double> Curve)
{
    /// <summary>Loss less floor: what a better model could still gain, in nats.</summary>
    public double Excess => Score.Loss - Floor.Total;
}
