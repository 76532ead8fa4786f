using System;
using Tokitai;

namespace DenseVsMoe.Data;

/// <summary>Samples of a <see cref="RegimeTask"/>, with what only the generator knows beside each.</summary>
public sealed class RegimeSamples
{
    /// <summary>Targets of a sample: the outcome as a whole number, then the auxiliary targets.</summary>
    public const int TargetSize = 1 + RegimeTask.Auxiliaries;

    /// <summary>Random numbers set aside for a sample; it takes about 56. So sample i can be drawn without those before it.</summary>
    private const ulong NumbersPerSample = 256;

    private RegimeSamples(int count)
    {
        Inputs = new float[count * InputLayout.Inputs];
        Targets = new float[count * TargetSize];
        Regimes = new int[count];
        OutcomeEntropies = new double[count];
        AuxiliaryEntropies = new double[count];
    }

    /// <summary>Number of samples.</summary>
    public int Count => Regimes.Length;

    /// <summary>The inputs, row-major <c>[count, 96]</c>.</summary>
    public float[] Inputs { get; }

    /// <summary>The targets, row-major <c>[count, 9]</c>: the outcome's class, then eight values that are 0 or 1.</summary>
    public float[] Targets { get; }

    /// <summary>The true regime of each sample, 0 to 3; no model sees it.</summary>
    public int[] Regimes { get; }

    /// <summary>Entropy of the outcome given the inputs, in nats.</summary>
    public double[] OutcomeEntropies { get; }

    /// <summary>Entropy of the auxiliary targets given the inputs, in nats: the mean over the eight.</summary>
    public double[] AuxiliaryEntropies { get; }

    /// <summary>Draws samples. Sample i is a function of (task, seed, stream, i): the same bits on every machine, in any portions.</summary>
    /// <param name="task">The law.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="stream">What they are for.</param>
    /// <param name="count">Number of samples.</param>
    /// <param name="first">Number of the first one.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is negative, or there are more samples than an array holds.</exception>
    public static RegimeSamples Draw(RegimeTask task, ulong seed, SampleStream stream, int count, long first = 0)
    {
        ArgumentNullException.ThrowIfNull(task);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Array.MaxLength / InputLayout.Inputs);
        var samples = new RegimeSamples(count);
        var random = new PhiloxRandom(seed, (uint)stream);
        for (int i = 0; i < count; i++)
        {
            random.Position = (ulong)(first + i) * NumbersPerSample;
            samples.Draw(task, random, i);
        }

        return samples;
    }

    private void Draw(RegimeTask task, PhiloxRandom random, int i)
    {
        Span<float> inputs = Inputs.AsSpan(i * InputLayout.Inputs, InputLayout.Inputs);
        Span<float> targets = Targets.AsSpan(i * TargetSize, TargetSize);
        Span<double> outcome = stackalloc double[RegimeTask.Outcomes], auxiliary = stackalloc double[RegimeTask.Auxiliaries];
        InputDistribution.Draw(random, inputs);
        Regimes[i] = task.Law(inputs, outcome, auxiliary);
        OutcomeEntropies[i] = Entropy.OfSoftmax(outcome);
        PortableMath.Softmax(outcome);
        targets[0] = Choose(outcome, random.NextSingle());
        for (int j = 0; j < auxiliary.Length; j++)
        {
            AuxiliaryEntropies[i] += Entropy.OfSigmoid(auxiliary[j]) / auxiliary.Length;
            targets[1 + j] = random.NextSingle() < PortableMath.Sigmoid(auxiliary[j]) ? 1 : 0;
        }
    }

    /// <summary>The first class at which the sum of probabilities exceeds a uniform number.</summary>
    private static int Choose(ReadOnlySpan<double> probabilities, double uniform)
    {
        double sum = 0;
        for (int k = 0; k < probabilities.Length - 1; k++)
        {
            sum += probabilities[k];
            if (uniform < sum) return k;
        }

        return probabilities.Length - 1;
    }
}
