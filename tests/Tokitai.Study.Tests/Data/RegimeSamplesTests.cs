using System;
using System.Linq;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DenseVsMoe.Data;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Study.Tests.Data;

public sealed class RegimeSamplesTests(ITestOutputHelper log)
{
    private const int Count = 20_000;

    private static readonly RegimeTask Task = new(1);
    private static readonly RegimeSamples Samples = RegimeSamples.Draw(Task, 1, SampleStream.HeldOut, Count);

    /// <summary>The data of a study are part of its results: other bits are other data.</summary>
    [Fact]
    public void Samples_have_the_same_bits_on_every_machine()
    {
        RegimeSamples samples = RegimeSamples.Draw(Task, 1, SampleStream.Training, 1000);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<float>(samples.Inputs));
        hash.AppendData(MemoryMarshal.AsBytes<float>(samples.Targets));
        hash.AppendData(MemoryMarshal.AsBytes<int>(samples.Regimes));
        string actual = Convert.ToHexStringLower(hash.GetHashAndReset());
        log.WriteLine(actual);
        Assert.Equal("cf1d43be29119d7e489845218459a2484fb4243cb04fc463df87ee1ad679f564", actual);
    }

    [Fact]
    public void Portions_give_the_samples_of_the_whole()
    {
        RegimeSamples portion = RegimeSamples.Draw(Task, 1, SampleStream.HeldOut, 50, first: 1234);
        Assert.Equal(Samples.Inputs[(1234 * 96)..(1284 * 96)], portion.Inputs);
        Assert.Equal(Samples.Targets[(1234 * 9)..(1284 * 9)], portion.Targets);
        Assert.Equal(Samples.Regimes[1234..1284], portion.Regimes);
    }

    [Fact]
    public void Streams_seeds_and_tasks_give_other_samples()
    {
        float[] inputs = Samples.Inputs[..(100 * 96)];
        Assert.NotEqual(inputs, RegimeSamples.Draw(Task, 1, SampleStream.Training, 100).Inputs);
        Assert.NotEqual(inputs, RegimeSamples.Draw(Task, 2, SampleStream.HeldOut, 100).Inputs);
        RegimeSamples other = RegimeSamples.Draw(new RegimeTask(2), 1, SampleStream.HeldOut, 100);
        Assert.Equal(inputs, other.Inputs);
        Assert.NotEqual(Samples.Targets[..900], other.Targets);
    }

    [Fact]
    public void Targets_are_a_class_and_eight_events()
    {
        for (int i = 0; i < Count; i++)
        {
            ReadOnlySpan<float> targets = Samples.Targets.AsSpan(i * 9, 9);
            Assert.True(targets[0] is >= 0 and < 12 && targets[0] == MathF.Floor(targets[0]));
            foreach (float target in targets[1..]) Assert.True(target is 0 or 1);
        }
    }

    /// <summary>About a quarter each; a regime below 15 % or above 35 % would make the rule a side issue.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Regimes_are_balanced(ulong seed)
    {
        RegimeSamples samples = RegimeSamples.Draw(new RegimeTask(seed), 1, SampleStream.Training, 5000);
        double[] shares = [.. Enumerable.Range(0, RegimeTask.Regimes).Select(e => samples.Regimes.Count(regime => regime == e) / 5000.0)];
        log.WriteLine($"regimes of task {seed}: {string.Join(", ", shares.Select(share => $"{share:P1}"))}");
        Assert.All(shares, share => Assert.InRange(share, 0.15, 0.35));
    }

    /// <summary>No class decides the loss by its frequency alone.</summary>
    [Fact]
    public void Outcomes_are_balanced_enough()
    {
        double[] shares = [.. Enumerable.Range(0, 12).Select(k => Enumerable.Range(0, Count).Count(i => Samples.Targets[i * 9] == k) / (double)Count)];
        log.WriteLine($"outcomes: {string.Join(", ", shares.Select(share => $"{share:P1}"))}");
        Assert.All(shares, share => Assert.InRange(share, 0.03, 0.2));
    }

    /// <summary>Learnable: far below chance (ln 12 and ln 2). Not trivial: far above 0.</summary>
    [Fact]
    public void The_floor_lies_between_certainty_and_chance()
    {
        EntropyFloor floor = EntropyFloor.Of(Samples);
        log.WriteLine(floor.ToString());
        Assert.InRange(floor.Outcome, 0.3 * Math.Log(12), 0.7 * Math.Log(12));
        Assert.InRange(floor.Auxiliary, 0.3 * Math.Log(2), 0.8 * Math.Log(2));
        Assert.Equal(floor.Outcome + floor.Auxiliary, floor.Total);
    }

    /// <summary>
    /// The loss of the true probabilities on the drawn targets is the floor plus chance: within five standard errors. That checks at once the
    /// entropies, the law, and that targets are drawn by it.
    /// </summary>
    [Fact]
    public void The_true_probabilities_reach_the_floor()
    {
        (double[] outcome, double[] auxiliary) = Losses(regime => regime);
        Near(Samples.OutcomeEntropies, outcome);
        Near(Samples.AuxiliaryEntropies, auxiliary);

        static void Near(double[] entropies, double[] losses)
        {
            double[] differences = [.. losses.Zip(entropies, (loss, entropy) => loss - entropy)];
            double mean = differences.Average(), deviation = Math.Sqrt(differences.Average(d => (d - mean) * (d - mean)));
            Assert.InRange(mean, -5 * deviation / Math.Sqrt(Count), 5 * deviation / Math.Sqrt(Count));
            Assert.True(deviation > 0);
        }
    }

    /// <summary>Whoever takes another sample's law pays for it: the regimes and projections carry the information.</summary>
    [Fact]
    public void Another_samples_probabilities_are_worse_than_chance()
    {
        (double[] outcome, double[] auxiliary) = Losses(i => (i + 1) % Count);
        Assert.True(outcome.Average() > Math.Log(12));
        Assert.True(auxiliary.Average() > Math.Log(2));
    }

    [Fact]
    public void Bad_counts_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => RegimeSamples.Draw(Task, 1, SampleStream.Training, -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegimeSamples.Draw(Task, 1, SampleStream.Training, 1, first: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => RegimeSamples.Draw(Task, 1, SampleStream.Training, int.MaxValue));
    }

    /// <summary>Cross-entropies of the targets under the law of chosen samples.</summary>
    private static (double[] Outcome, double[] Auxiliary) Losses(Func<int, int> choose)
    {
        double[] outcome = new double[Count], auxiliary = new double[Count], logits = new double[12], events = new double[8];
        for (int i = 0; i < Count; i++)
        {
            Task.Law(Samples.Inputs.AsSpan(choose(i) * 96, 96), logits, events);
            PortableMath.Softmax(logits);
            outcome[i] = -Math.Log(logits[(int)Samples.Targets[i * 9]]);
            for (int j = 0; j < 8; j++)
            {
                double logit = Samples.Targets[(i * 9) + 1 + j] == 1 ? events[j] : -events[j];
                auxiliary[i] += Math.Log(1 + Math.Exp(-logit)) / 8;
            }
        }

        return (outcome, auxiliary);
    }
}
