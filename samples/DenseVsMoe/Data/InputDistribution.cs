using System;
using Tokitai;

namespace DenseVsMoe.Data;

/// <summary>How the 96 inputs of a sample are drawn, and what follows from it for linear functions of them.</summary>
/// <remarks>
/// <para>A categorical block has 1.0 at its class, each class being equally likely, and with probability <see cref="SoftShare"/> also
/// <see cref="SoftValue"/> at an adjacent class: one of the two neighbours, each equally likely, or the only neighbour of a class at the end.</para>
/// <para>A numeric input is uniform in [0, 1) plus a bias that all numeric inputs of the sample share, uniform in
/// ±<see cref="BiasRange"/>. The sum is clamped to [0, 1], so that every value stays in the range that is promised of it.</para>
/// </remarks>
public static class InputDistribution
{
    /// <summary>Probability that an adjacent class is marked too.</summary>
    public const float SoftShare = 0.3f;

    /// <summary>The value at that adjacent class.</summary>
    public const float SoftValue = 0.7f;

    /// <summary>Largest magnitude of the bias of a sample.</summary>
    public const float BiasRange = 0.05f;

    /// <summary>Draws one sample.</summary>
    /// <param name="random">Where the numbers come from.</param>
    /// <param name="inputs">Receives 96 values.</param>
    public static void Draw(PhiloxRandom random, Span<float> inputs)
    {
        inputs.Clear();
        int first = 0;
        foreach (int classes in InputLayout.Classes)
        {
            int label = random.NextInt32(classes);
            inputs[first + label] = 1;
            bool soft = random.NextSingle() < SoftShare, upwards = random.NextSingle() < 0.5f;
            if (soft) inputs[first + Neighbour(label, classes, upwards)] = SoftValue;
            first += classes;
        }

        float bias = BiasRange * ((2 * random.NextSingle()) - 1);
        foreach (ref float value in inputs[InputLayout.FirstNumeric..]) value = Math.Clamp(random.NextSingle() + bias, 0, 1);
    }

    /// <summary>Mean and variance of <c>sum w[i] x[i]</c> over all samples: exact but for the clamp, which is neglected.</summary>
    /// <param name="weights">One weight an input.</param>
    public static (double Mean, double Variance) Moments(ReadOnlySpan<double> weights)
    {
        double mean = 0, variance = 0;
        int first = 0;
        foreach (int classes in InputLayout.Classes)
        {
            (double blockMean, double blockSquare) = BlockMoments(weights.Slice(first, classes));
            mean += blockMean;
            variance += blockSquare - (blockMean * blockMean);
            first += classes;
        }

        double sum = 0, squares = 0;
        foreach (double weight in weights[InputLayout.FirstNumeric..])
        {
            sum += weight;
            squares += weight * weight;
        }

        return (mean + (0.5 * sum), variance + (squares / 12) + (sum * sum * BiasRange * BiasRange / 3));
    }

    private static int Neighbour(int label, int classes, bool upwards) =>
        label == 0 ? 1 : label == classes - 1 || !upwards ? label - 1 : label + 1;

    private static (double Mean, double Square) BlockMoments(ReadOnlySpan<double> weights)
    {
        double mean = 0, square = 0;
        for (int label = 0; label < weights.Length; label++)
        {
            Add(1 - SoftShare, weights[label]);
            Add(SoftShare / 2.0, weights[label] + (SoftValue * weights[Neighbour(label, weights.Length, upwards: false)]));
            Add(SoftShare / 2.0, weights[label] + (SoftValue * weights[Neighbour(label, weights.Length, upwards: true)]));
        }

        return (mean / weights.Length, square / weights.Length);

        void Add(double probability, double value)
        {
            mean += probability * value;
            square += probability * value * value;
        }
    }
}
