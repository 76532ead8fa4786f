using System;
using System.Linq;
using System.Threading;
using DenseVsMoe.Models.Nano;
using DenseVsMoe.Report;
using DenseVsMoe.Study;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Study;

public sealed class TrainingRunTests
{
    private static readonly TrainingSettings Short = new(Steps: 12, BatchSize: 32, JudgedSamples: 200);

    [Fact]
    public void Runs_of_one_key_have_the_same_bits()
    {
        RunResult first = Run<NanoMoe>(Key("moe", 1)), second = Run<NanoMoe>(Key("moe", 1));
        Assert.Equal(first.Curve, second.Curve);
        Assert.Equal(first.Score.Loss, second.Score.Loss);
    }

    /// <summary>
    /// All mixtures draw their parameters from equal sequences, so before the first update an arm with a penalty must give the very losses of the plain one, on the very
    /// same samples.
    /// </summary>
    [Fact]
    public void Arms_of_one_seed_are_pairs()
    {
        StepRow plain = FirstStep<NanoMoe>(1), sheaf = FirstStep<NanoSheafMoe>(1), detached = FirstStep<NanoSheafDetachedMoe>(1);
        Assert.Equal(plain.HeadLosses, sheaf.HeadLosses);
        Assert.Equal(plain.HeadLosses, detached.HeadLosses);
        Assert.Equal(0, plain.AuxiliaryLoss);
        Assert.True(sheaf.AuxiliaryLoss > 0);
        Assert.Equal(sheaf.AuxiliaryLoss, detached.AuxiliaryLoss);
        Assert.NotEqual(sheaf.GradientNorm, detached.GradientNorm);
        Assert.NotEqual(plain.HeadLosses, FirstStep<NanoMoe>(2).HeadLosses);
    }

    [Fact]
    public void Validation_and_held_out_samples_differ()
    {
        RunKey key = Key("dense", 1);
        RunResult tuning = Run<NanoMoeTwin>(key), comparison = Run<NanoMoeTwin>(key with { Phase = RunPhase.Comparison });
        Assert.Equal(tuning.Curve, comparison.Curve);
        Assert.NotEqual(tuning.Score.Loss, comparison.Score.Loss);
        Assert.NotEqual(tuning.Floor, comparison.Floor);
    }

    [Fact]
    public void A_dense_model_is_one_expert()
    {
        StepRow row = FirstStep<NanoMoeTwin>(1);
        Assert.Equal([1.0], row.PerExpertShare);
        Assert.Equal(0, row.RouterEntropy);
        Assert.Null(Run<NanoMoeTwin>(Key("dense", 1)).Score.RegimeRecovery);
    }

    [Fact]
    public void A_mixture_shares_its_samples_among_experts()
    {
        StepRow row = FirstStep<NanoMoe>(1);
        Assert.Equal(4, row.PerExpertShare.Count);
        Assert.Equal(1, row.PerExpertShare.Sum(), 12);
        Assert.All(row.PerExpertShare, share => Assert.InRange(share, 0, 0.5));
        Assert.InRange(row.RouterEntropy, 0.01, Math.Log(2));
        Assert.NotNull(Run<NanoMoe>(Key("moe", 1)).Score.RegimeRecovery);
    }

    [Fact]
    public void Learning_rates_rise_and_fall()
    {
        var training = new TrainingSettings(Steps: 40, BatchSize: 4, JudgedSamples: 10);
        using var run = new TrainingRun<NanoMoe>(Key("moe", 1), training);
        float[] rates = [.. Enumerable.Range(0, 40).Select(step => run.Step(step).LearningRate)];
        Assert.Equal(0.01f / 3, rates[0], 6);
        Assert.Equal(0.01f, rates[2]);
        Assert.True(rates[2..].SequenceEqual(rates[2..].OrderDescending()));
        Assert.InRange(rates[39], 0.0001f, 0.0002f);
    }

    /// <summary>From chance, ln 12 + ln 2 = 3.18, towards the floor of about 2.</summary>
    [Fact]
    public void Both_families_learn()
    {
        var training = new TrainingSettings(Steps: 400, BatchSize: 64, JudgedSamples: 1000);
        Assert.All([Run<NanoMoeTwin>(Key("dense", 3), training), Run<NanoMoe>(Key("moe", 3), training)], result =>
        {
            Assert.InRange(result.Curve[0], 3.0, 3.6);
            Assert.InRange(result.Score.Loss, result.Floor.Total, 2.95);
            Assert.InRange(result.Score.Accuracy, 0.2, 0.7);
            Assert.True(result.TrainingSeconds > 0);
        });
    }

    [Fact]
    public void What_diverges_says_where()
    {
        RunKey wild = Key("moe", 1) with { LearningRate = 1e30f };
        DivergedException error = Assert.Throws<DivergedException>(() => Run<NanoMoe>(wild));
        Assert.Contains("moe, seed 1, learning rate 1E+30", error.Message, StringComparison.Ordinal);
        Assert.Throws<DivergedException>(() => Run<NanoMoeTwin>(wild));
    }

    [Fact]
    public void A_run_can_be_cancelled()
    {
        using var temporary = new Temporary();
        using var log = new StepLog(temporary["steps.jsonl"]);
        using var run = new TrainingRun<NanoMoe>(Key("moe", 1), Short);
        Assert.Throws<OperationCanceledException>(() => run.Complete(log, new CancellationToken(canceled: true)));
    }

    private static RunKey Key(string arm, ulong seed) => new(arm, RunPhase.Tuning, seed, 0.01f);

    private static StepRow FirstStep<TModel>(ulong seed)
        where TModel : class, IModel<TModel>
    {
        using var run = new TrainingRun<TModel>(Key("arm", seed), Short);
        return run.Step(0);
    }

    private static RunResult Run<TModel>(RunKey key, TrainingSettings? training = null)
        where TModel : class, IModel<TModel>
    {
        using var temporary = new Temporary();
        using var log = new StepLog(temporary["steps.jsonl"]);
        using var run = new TrainingRun<TModel>(key, training ?? Short);
        return run.Complete(log, CancellationToken.None);
    }
}
