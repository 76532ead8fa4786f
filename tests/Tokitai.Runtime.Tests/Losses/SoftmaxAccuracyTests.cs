using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Losses;

/// <summary>Softmax and cross-entropy against float64, for logits of any size and spread.</summary>
public sealed class SoftmaxAccuracyTests(ITestOutputHelper log)
{
    /// <summary>
    /// Relative error of a probability: that of the exponential (9e-8), and roundings of the sum (64 terms a lane at 1,000 classes), of the scale and of its product. Measured where the difference is small: 1.6e-7.
    /// </summary>
    private const double Probability = 4e-7;

    /// <summary>What the rounding of the difference from the largest logit adds, for each unit of the difference: half a unit in the last place.</summary>
    private const double Difference = 6e-8;

    /// <summary>The loss, relative to itself or to 1, is formed in double from terms with errors of random signs. Measured: 1.1e-8.</summary>
    private const double Loss = 1e-7;

    /// <summary>A subnormal gradient is off by a unit in its last place or two.</summary>
    private const double Subnormal = 3e-45;

    [Theory]
    [InlineData(0f, 1e-3f)]
    [InlineData(0f, 1f)]
    [InlineData(0f, 20f)]
    [InlineData(0f, 100f)]
    [InlineData(1e3f, 10f)]
    [InlineData(-1e6f, 50f)]
    [InlineData(1e30f, 1e26f)]
    [InlineData(0f, 3e38f)]
    public void Gradients_and_losses_agree_with_float64(float center, float spread)
    {
        double worst = 0, worstLoss = 0;
        foreach (int classes in new[] { 2, 10, 17, 1000 })
        {
            float[] logits = [.. Values.Uniform(classes, classes).Select(value => center + (spread * value))];
            int label = classes / 3;
            double max = logits.Max(), sum = logits.Sum(z => Math.Exp(z - max)), loss = Math.Log(sum) + max - logits[label];

            // 1 - p would cancel where a row is confident.
            double others = logits.Where((_, other) => other != label).Sum(z => Math.Exp(z - max)), nearest = logits.Where((_, other) => other != label).Max();
            foreach (SimdLevel simd in VectorMap.Levels)
            {
                float[] gradient = new float[classes];
                Objective objective = Objective.CrossEntropy(classes);
                objective.Simd = simd;
                double actual = objective.Evaluate(logits, new[] { label }, gradient);
                double lossError = Math.Abs(actual - loss) / Math.Max(1, loss);
                Assert.InRange(lossError, 0, Loss);
                worstLoss = Math.Max(worstLoss, lossError);
                for (int i = 0; i < classes; i++)
                {
                    double expected = i == label ? -others / sum : Math.Exp(logits[i] - max) / sum, error = Math.Abs(gradient[i] - expected);

                    // The label's is a sum over the others, whose largest term counts.
                    double distance = max - (i == label ? nearest : logits[i]);
                    Assert.True(error <= ((Probability + (Difference * distance)) * Math.Abs(expected)) + Subnormal, $"class {i} of {classes}: {gradient[i]}, not {expected}");
                    if (Math.Abs(expected) > 1.2e-38 && distance <= 1) worst = Math.Max(worst, error / Math.Abs(expected));
                }
            }
        }

        log.WriteLine($"logits {center} +- {spread}: relative error of a gradient within 1 of the largest logit {worst:e2}, of the loss {worstLoss:e2}");
    }
}
