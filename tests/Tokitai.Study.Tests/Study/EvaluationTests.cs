using System;
using System.Linq;
using System.Numerics.Tensors;
using DenseVsMoe.Data;
using DenseVsMoe.Models.Nano;
using DenseVsMoe.Statistics;
using DenseVsMoe.Study;
using Xunit;

namespace Tokitai.Study.Tests.Study;

public sealed class EvaluationTests
{
    /// <summary>More than one portion, and a last one that is not full.</summary>
    private const int Count = 1500;

    private static readonly RegimeSamples Samples = RegimeSamples.Draw(new RegimeTask(1), 1, SampleStream.HeldOut, Count);
    private static readonly Objective Objective = Objective.FromHeads(NanoMoe.Info.Heads);

    /// <summary>Two portions add up in another order than one pass.</summary>
    private const double Rounding = 1e-12;

    [Fact]
    public void Portions_give_the_score_of_one_pass()
    {
        using var model = new NanoMoe(1);
        using Workspace<NanoMoe> workspace = NanoMoe.CreateWorkspace(Count, training: false);
        float[] output = model.Forward(Samples.Inputs, workspace).ToArray();
        double[] losses = new double[2];
        double loss = Objective.Evaluate(output, Samples.Targets, headLosses: losses);
        int[] guesses = [.. Enumerable.Range(0, Count).Select(row => TensorPrimitives.IndexOfMax(output.AsSpan(row * 20, 12)))];
        float[] weights = workspace.RouterWeights(0).ToArray();
        int[] experts = [.. Enumerable.Range(0, Count).Select(row => TensorPrimitives.IndexOfMax(weights.AsSpan(row * 4, 4)))];

        Score score = Evaluation.Of(model, Objective, Samples);
        Assert.InRange(score.Loss, loss - Rounding, loss + Rounding);
        Assert.InRange(score.HeadLosses[0], losses[0] - Rounding, losses[0] + Rounding);
        Assert.InRange(score.HeadLosses[1], losses[1] - Rounding, losses[1] + Rounding);
        Assert.Equal(guesses.Where((guess, row) => guess == Samples.Targets[row * 9]).Count() / (double)Count, score.Accuracy);
        Assert.Equal(AdjustedMutualInformation.Of(experts, Samples.Regimes), score.RegimeRecovery);
        Assert.InRange(score.MacroF1, 0, score.Accuracy + 0.1);
        Assert.InRange(score.RocAuc, 0.4, 0.6);
    }

    [Fact]
    public void A_dense_model_recovers_no_regimes()
    {
        using var model = new NanoMoeTwin(1);
        Assert.Null(Evaluation.Of(model, Objective, Samples).RegimeRecovery);
    }
}
