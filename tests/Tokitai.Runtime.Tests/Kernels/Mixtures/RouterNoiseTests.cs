using System;
using System.Linq;
using Tokitai.Kernels.Elementary;
using Tokitai.Kernels.Mixtures;
using Xunit;

namespace Tokitai.Tests.Kernels.Mixtures;

/// <summary>Noise on routers' logits is normal, and a function of what it is keyed by alone.</summary>
public sealed unsafe class RouterNoiseTests
{
    private const int Experts = 10, Samples = 20_000;

    /// <summary>From an independent implementation (Python's <c>statistics.NormalDist</c>).</summary>
    [Theory]
    [InlineData(1.1641532182693481e-10, -6.337957754553789)]
    [InlineData(1e-06, -4.753424308822899)]
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.074999, -1.4395385353452304)]
    [InlineData(0.075, -1.4395314709384557)]
    [InlineData(0.0750001, -1.4395307645017297)]
    [InlineData(0.25, -0.6744897501960817)]
    [InlineData(0.5, 0.0)]
    [InlineData(0.925, 1.439531470938456)]
    [InlineData(0.99, 2.3263478740408408)]
    [InlineData(0.9999999998835847, 6.337957754553789)]
    public void Quantiles_of_the_normal_distribution(double probability, double quantile) =>
        Assert.Equal(quantile, NormalQuantile.Of(probability), 4e-15 * Math.Max(1, Math.Abs(quantile)));

    [Fact]
    public void The_portable_logarithm_agrees_with_that_of_the_system()
    {
        for (double x = 1e-12; x < 1e12; x *= 1.0137)
        {
            double expected = Math.Log(x);
            Assert.True(Math.Abs(PortableLog.Of(x) - expected) <= 1e-15 * Math.Max(Math.Abs(expected), 1), $"{x}: {PortableLog.Of(x)}, {expected}");
        }

        Assert.Equal(0, PortableLog.Of(1));
    }

    [Fact]
    public void Moments_are_those_of_the_standard_deviation()
    {
        double[] values = [.. Enumerable.Range(0, Samples).SelectMany(sample => Draw(RouterNoise.Of(1, 2, 0, 3, 0.5f), sample)).Select(value => (double)value)];

        // Five standard errors.
        double mean = values.Average(), deviation = Math.Sqrt(values.Average(value => value * value)), error = 5 * 0.5 / Math.Sqrt(values.Length);
        Assert.True(Math.Abs(mean) < error, $"mean {mean}");
        Assert.True(Math.Abs(deviation - 0.5) < error, $"deviation {deviation}");
        Assert.Equal(0.1587, values.Count(value => value > 0.5) / (double)values.Length, 0.005);
    }

    [Fact]
    public void Another_seed_step_mixture_sample_or_expert_draws_other_noise()
    {
        float[] noise = Draw(RouterNoise.Of(1, 2, 0, 3, 1), 4);
        Assert.Equal(noise, Draw(RouterNoise.Of(1, 2, 0, 3, 1), 4));
        Assert.Equal(noise, Draw(RouterNoise.Of(1, 2, 3, 3, 1), 1));
        Assert.Equal(Experts, noise.Distinct().Count());
        Assert.NotEqual(noise, Draw(RouterNoise.Of(2, 2, 0, 3, 1), 4));
        Assert.NotEqual(noise, Draw(RouterNoise.Of(1, 3, 0, 3, 1), 4));
        Assert.NotEqual(noise, Draw(RouterNoise.Of(1, 2, 0, 4, 1), 4));
        Assert.NotEqual(noise, Draw(RouterNoise.Of(1, 2, 0, 3, 1), 5));
        Assert.NotEqual(noise, Draw(RouterNoise.Of(1, 2, 1L << 32, 3, 1), 4));
    }

    [Fact]
    public void None_leaves_the_logits_as_they_are() => Assert.All(Draw(default, 1), value => Assert.Equal(0, value));

    private static float[] Draw(RouterNoise noise, int sample)
    {
        var logits = new float[Experts];
        fixed (float* p = logits) noise.Add(p, Experts, sample);
        return logits;
    }
}
