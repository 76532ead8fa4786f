using System;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Losses;

/// <summary>Binary cross-entropy with logits: values, gradients, and logits of any size.</summary>
public class BinaryCrossEntropyTests(ITestOutputHelper log)
{
    /// <summary>The exponential's 9e-8, three roundings of float32, and one of the file.</summary>
    private const double Tolerance = 4e-7;

    [Fact]
    public void Agrees_with_PyTorch_on_a_linear_model() =>
        LossAssert.LinearModel("loss_bce_logits", Objective.BinaryCrossEntropy(6), 5e-7);

    [Fact]
    public void Agrees_with_PyTorch()
    {
        ReferenceFile file = ReferenceFile.Open("torch_binary_cross_entropy");
        var cases = file.Names.Where(n => n.EndsWith(".output", StringComparison.Ordinal)).Select(n => n[..^7]).ToList();
        Assert.Equal(10 + 44, cases.Count);
        double loss = 0, gradient = 0;
        foreach (string name in cases)
        {
            int outputs = int.Parse(name.Split('_')[0], CultureInfo.InvariantCulture);
            (double l, double g) = LossAssert.Case(file, name, Objective.BinaryCrossEntropy(outputs), Tolerance, Tolerance);
            (loss, gradient) = (Math.Max(loss, l), Math.Max(gradient, g));
        }

        log.WriteLine($"loss {loss:g3}, gradient {gradient:g3}");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(16)]
    [InlineData(17)]
    public void The_gradient_is_the_derivative(int outputs)
    {
        float[] output = [.. Values.Uniform(3 * outputs, 1).Select(z => 6 * z)];
        float[] target = [.. Values.Uniform(3 * outputs, 2).Select(t => (t + 1) / 2)];
        var gradient = new float[output.Length];
        double loss = Objective.BinaryCrossEntropy(outputs).Evaluate(output, target, gradient);
        Assert.Equal(1, loss / LossReference.BinaryCrossEntropy(Array.ConvertAll(output, z => (double)z), target), Tolerance);
        LossAssert.Gradient(LossReference.Gradient(z => LossReference.BinaryCrossEntropy(z, target), output), gradient, Tolerance);
    }

    /// <summary>One element at a time, over everything whose exponential is a normal number: nothing that is small drowns.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(1f)]
    public void Confident_logits_keep_their_small_losses_and_gradients(float target)
    {
        var losses = new ErrorBound("loss", Tolerance, relative: true);
        var gradients = new ErrorBound("gradient", Tolerance, relative: true);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            foreach (float z in FloatSweep.Dense(-87, 87, 20_001))
            {
                Objective objective = Objective.BinaryCrossEntropy(1);
                objective.Simd = level;
                float[] gradient = [0];
                double loss = objective.Evaluate([z], new[] { target }, gradient);
                double wrong = target == 0 ? z : -z;
                double expected = Math.Max(wrong, 0) + LogOnePlus(Math.Exp(-Math.Abs(wrong)));
                losses.Check(z, (float)loss, expected);
                gradients.Check(z, gradient[0], (target == 0 ? 1 : -1) / (1 + Math.Exp(-wrong)));
            }
        }

        log.WriteLine($"{losses}; {gradients}");
        losses.Verify();
        gradients.Verify();
    }

    [Fact]
    public void Soft_targets_are_least_where_the_logistic_function_meets_them()
    {
        foreach (float target in new[] { 1e-6f, 0.01f, 0.3f, 0.5f, 0.99f })
        {
            float[] output = [(float)Math.Log(target / (1 - (double)target))], gradient = [0];
            Objective.BinaryCrossEntropy(1).Evaluate(output, new[] { target }, gradient);

            // The logit is rounded, by up to 5e-7, and the two terms are each rounded: of the size of the rarer of the two events.
            Assert.Equal(0, gradient[0] / Math.Min(target, 1 - (double)target), 1e-6);
        }
    }

    [Theory]
    [InlineData(1e30f, 0f, 1e30, 1f)]
    [InlineData(1e30f, 1f, 0, 0f)]
    [InlineData(-1e30f, 1f, 1e30, -1f)]
    [InlineData(-1e30f, 0f, 0, 0f)]
    [InlineData(1e4f, 0.25f, 7500, 0.75f)]
    [InlineData(-1e4f, 0.25f, 2500, -0.25f)]
    [InlineData(float.MaxValue, 0f, float.MaxValue, 1f)]
    [InlineData(float.MinValue, 1f, float.MaxValue, -1f)]
    public void Survives_logits_of_any_size(float z, float target, double loss, float gradient)
    {
        var gradients = new float[1];
        Assert.Equal(loss, Objective.BinaryCrossEntropy(1).Evaluate([z], new[] { target }, gradients), loss * 1e-7);
        Assert.Equal(gradient, gradients[0]);
    }

    [Fact]
    public void The_sum_of_the_largest_losses_does_not_overflow()
    {
        var output = new float[64];
        Array.Fill(output, float.MaxValue);
        Assert.Equal(float.MaxValue, Objective.BinaryCrossEntropy(64).Evaluate(output, new float[64]), 1e-12 * float.MaxValue);
    }

    [Fact]
    public void A_logit_that_is_not_finite_makes_the_loss_so()
    {
        IEnumerable<(float Z, float Target)> cases =
            from z in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity }
            from target in new[] { 0f, 0.5f, 1f }
            select (z, target);
        foreach ((float z, float target) in cases)
        {
            Assert.False(double.IsFinite(Objective.BinaryCrossEntropy(2).Evaluate([1, z], new[] { 1f, target })), $"{z}, {target}");
        }
    }

    private static double LogOnePlus(double x) => x < 1e-5 ? x - (x * x / 2) : Math.Log(1 + x);
}
