using System.Globalization;
using DenseVsMoe.Data;

namespace DenseVsMoe.Study;

/// <summary>Which run of a study: all that tells it from the others.</summary>
/// <param name="Arm">Name of the contestant.</param>
/// <param name="Phase">What the run is for.</param>
/// <param name="Seed">Decides the law, the samples with their order, and the initial parameters. Runs of one seed are pairs.</param>
/// <param name="LearningRate">The largest rate of the schedule.</param>
public sealed record RunKey(string Arm, RunPhase Phase, ulong Seed, float LearningRate)
{
    /// <summary>The samples that judge the run: neither phase sees the other's.</summary>
    public SampleStream JudgedOn => Phase == RunPhase.Tuning ? SampleStream.Validation : SampleStream.HeldOut;

    /// <summary>Such as <c>moe, seed 3, learning rate 0.01</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Arm}, seed {Seed}, learning rate {LearningRate}");
}
