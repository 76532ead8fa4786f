using System;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Optimizers;

/// <summary>Settings near 1 keep their meaning over thousands of steps: no rounding of a beta adds up.</summary>
public sealed class LongRunTests
{
    private const int Steps = 20_000;

    /// <summary>
    /// A moment that remembers ten thousand steps carries as many roundings of 3e-8 at random signs: 3e-6, and four times that in the worst of
    /// 1,500 elements (1.2e-5 measured). A beta that was rounded to float32 first would be off by 1e-4.
    /// </summary>
    private const double Tolerance = 3e-5;

    [Fact]
    public void AdamW_with_a_long_memory()
    {
        const double Beta1 = 0.99, Beta2 = 0.9999;
        using var model = new SmallModel();
        using var optimizer = new AdamW<SmallModel>(model, 1e-3f, Beta1, Beta2, weightDecay: 0);
        using var gradients = new Gradients<SmallModel>();
        float[] start = model.Parameters[0].ToArray();
        double[] p = [.. start.Select(value => (double)value)], m = new double[p.Length], v = new double[p.Length];
        for (int step = 1; step <= Steps; step++)
        {
            float[] g = [.. Values.Uniform(p.Length, step).Select(value => value + 0.5f)];
            gradients[0].CopyFrom(g);
            optimizer.Step(gradients);
            double size = 1e-3f / (1 - Math.Pow(Beta1, step)), root = Math.Sqrt(1 - Math.Pow(Beta2, step));
            for (int i = 0; i < p.Length; i++)
            {
                m[i] += (1 - Beta1) * (g[i] - m[i]);
                v[i] += (1 - Beta2) * (((double)g[i] * g[i]) - v[i]);
                p[i] -= size * m[i] / ((Math.Sqrt(v[i]) / root) + 1e-8f);
            }
        }

        AssertClose(v, optimizer.SecondMoment[0].ToArray());
        AssertClose(p.Zip(start, (value, from) => value - from), model.Parameters[0].ToArray().Zip(start, (value, from) => value - from));
    }

    [Fact]
    public void An_average_with_a_long_memory()
    {
        const double Decay = 0.9999;
        using var model = new SmallModel();
        using var average = new ExponentialMovingAverage<SmallModel>(model, Decay, warmup: false);
        double[] expected = [.. model.Parameters[0].ToArray().Select(value => (double)value)];
        for (int step = 1; step <= Steps; step++)
        {
            float[] p = [.. Values.Uniform(expected.Length, step).Select(value => value + 2)];
            model.Parameters[0].CopyFrom(p);
            average.Update();
            for (int i = 0; i < p.Length; i++) expected[i] += (1 - Decay) * (p[i] - expected[i]);
        }

        AssertClose(expected, average.Average[0].ToArray());
    }

    private static void AssertClose(System.Collections.Generic.IEnumerable<double> expected, System.Collections.Generic.IEnumerable<float> actual)
    {
        double scale = expected.Max(Math.Abs);
        double error = expected.Zip(actual, (want, have) => Math.Abs(want - have)).Max() / scale;
        Assert.True(error <= Tolerance, $"relative error {error:e2}");
    }
}
