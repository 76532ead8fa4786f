using System;
using System.Linq;
using DenseVsMoe.Data;
using Xunit;

namespace Tokitai.Study.Tests.Data;

public sealed class InputDistributionTests
{
    private const int Count = 40_000;

    private static readonly float[] Samples = Draw();

    [Fact]
    public void Blocks_and_numeric_inputs_fill_the_sample()
    {
        Assert.Equal([9, 11, 14, 7, 5, 16, 8, 4], InputLayout.Classes.ToArray());
        Assert.Equal(InputLayout.FirstNumeric, InputLayout.FirstOf(InputLayout.Blocks));
        Assert.Equal(22, InputLayout.Numerics);
    }

    [Fact]
    public void A_block_has_one_class_and_sometimes_a_weaker_neighbour()
    {
        int soft = 0;
        for (int i = 0; i < Count; i++)
        {
            for (int block = 0; block < InputLayout.Blocks; block++)
            {
                float[] values = [.. Sample(i).Slice(InputLayout.FirstOf(block), InputLayout.Classes[block])];
                int label = Array.IndexOf(values, 1f), neighbour = Array.IndexOf(values, 0.7f);
                Assert.Equal(1, values.Count(value => value == 1));
                Assert.Equal(neighbour < 0 ? 1 : 2, values.Count(value => value != 0));
                if (neighbour < 0) continue;
                Assert.Equal(1, Math.Abs(label - neighbour));
                soft++;
            }
        }

        Near(0.3, soft / (8.0 * Count), Math.Sqrt(0.21 / (8 * Count)));
    }

    [Fact]
    public void Classes_are_equally_likely()
    {
        for (int block = 0; block < InputLayout.Blocks; block++)
        {
            double share = 1.0 / InputLayout.Classes[block];
            for (int label = 0; label < InputLayout.Classes[block]; label++)
            {
                int index = InputLayout.FirstOf(block) + label;
                Near(share, Enumerable.Range(0, Count).Count(i => Sample(i)[index] == 1) / (double)Count, Math.Sqrt(share * (1 - share) / Count));
            }
        }
    }

    [Fact]
    public void Numeric_inputs_stay_between_0_and_1_and_share_a_bias()
    {
        double[] means = [.. Enumerable.Range(0, Count).Select(i => Sample(i)[InputLayout.FirstNumeric..].ToArray().Average(value => (double)value))];
        Assert.All(Samples, value => Assert.InRange(value, 0, 1));

        // The mean of 22 uniform numbers has variance 1/264; the shared bias adds 0.05^2 / 3 = 0.00083, less about a tenth for the clamp.
        double variance = means.Sum(mean => (mean - 0.5) * (mean - 0.5)) / Count;
        Assert.InRange(variance, (1 / 264.0) + 0.0005, (1 / 264.0) + 0.0010);
        Near(0.5, means.Average(), Math.Sqrt(variance / Count));
    }

    [Fact]
    public void Moments_of_a_linear_function_are_those_of_the_samples()
    {
        var random = new PhiloxRandom(5);
        double[] weights = [.. Enumerable.Range(0, InputLayout.Inputs).Select(_ => (2.0 * random.NextSingle()) - 1)];
        double[] values = [.. Enumerable.Range(0, Count).Select(i => Enumerable.Range(0, InputLayout.Inputs).Sum(k => weights[k] * Sample(i)[k]))];
        (double mean, double variance) = InputDistribution.Moments(weights);
        double measured = values.Sum(value => (value - values.Average()) * (value - values.Average())) / Count;
        Near(mean, values.Average(), Math.Sqrt(variance / Count));

        // A variance deviates by about sqrt(2 / n) = 0.7 %, and the clamp takes up to 1 %.
        Assert.InRange(measured / variance, 0.96, 1.03);
    }

    /// <summary>Within five standard errors: one such test in a million fails by chance, and the seed is fixed.</summary>
    private static void Near(double expected, double actual, double standardError) =>
        Assert.InRange(actual, expected - (5 * standardError), expected + (5 * standardError));

    private static ReadOnlySpan<float> Sample(int i) => Samples.AsSpan(i * InputLayout.Inputs, InputLayout.Inputs);

    private static float[] Draw()
    {
        var samples = new float[Count * InputLayout.Inputs];
        var random = new PhiloxRandom(9);
        for (int i = 0; i < Count; i++) InputDistribution.Draw(random, samples.AsSpan(i * InputLayout.Inputs, InputLayout.Inputs));
        return samples;
    }
}
