using System;
using System.Globalization;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Losses;

/// <summary>Cross-entropy with label smoothing, class weights and an ignored index, as PyTorch combines them.</summary>
public class CrossEntropyOptionsTests(ITestOutputHelper log)
{
    /// <summary>
    /// Differences of logits round to float32: by 4.8e-7 where they lie between 8 and 16, and the exponential has that relative error. It
    /// dominates its own 9e-8 and the other roundings.
    /// </summary>
    private const double Loss = 7e-7;

    /// <summary>The same, of the largest element: terms may cancel.</summary>
    private const double Gradient = 7e-7;

    private static readonly float[] Weights = [0.5f, 2, 0, 1.25f];

    [Fact]
    public void Agrees_with_PyTorch_on_a_linear_model() =>
        LossAssert.LinearModel("loss_cross_entropy_smooth_0.1", Objective.CrossEntropy(6, 0.1f), 5e-7);

    [Fact]
    public void Agrees_with_PyTorch()
    {
        ReferenceFile file = ReferenceFile.Open("torch_cross_entropy");
        var cases = file.Names.Where(n => n.EndsWith(".output", StringComparison.Ordinal)).Select(n => n[..^7]).ToList();
        Assert.Equal(6 + (3 * 12) + 2, cases.Count);
        double loss = 0, gradient = 0;
        foreach (string name in cases)
        {
            string[] parts = name.Split('_');
            int classes = int.Parse(parts[0], CultureInfo.InvariantCulture);
            float smoothing = int.Parse(parts[1], CultureInfo.InvariantCulture) / 100f;
            float[] weights = parts[2] == "weights" ? file.Floats($"{name}.weights") : [];
            int ignored = int.Parse(parts[3], CultureInfo.InvariantCulture);
            var objective = Objective.CrossEntropy(classes, smoothing, weights, ignored);
            (double l, double g) = LossAssert.Case(file, name, objective, Loss, Gradient);
            (loss, gradient) = (Math.Max(loss, l), Math.Max(gradient, g));
        }

        log.WriteLine($"loss {loss:g3}, gradient {gradient:g3}");
    }

    [Theory]
    [InlineData(0f, false, -100)]
    [InlineData(0.3f, false, -100)]
    [InlineData(0.3f, true, -100)]
    [InlineData(0f, true, 1)]
    [InlineData(1f, true, 1)]
    [InlineData(0.3f, true, 1)]
    public void The_gradient_is_the_derivative(float smoothing, bool weighted, int ignored)
    {
        float[] output = [.. Values.Uniform(20, 1).Select(z => 4 * z)];
        int[] labels = [0, 1, 3, 2, 1];
        float[]? weights = weighted ? Weights : null;
        var gradient = new float[20];
        double loss = Objective.CrossEntropy(4, smoothing, weights, ignored).Evaluate(output, labels, gradient);
        Func<double[], double> reference = z => LossReference.CrossEntropy(z, labels, 4, smoothing, weights, ignored);
        Assert.Equal(1, loss / reference(Array.ConvertAll(output, z => (double)z)), Loss);
        LossAssert.Gradient(LossReference.Gradient(reference, output), gradient, Gradient);
    }

    [Fact]
    public void Weights_of_one_and_no_smoothing_give_the_bits_of_the_plain_loss()
    {
        float[] output = Values.Uniform(5 * 21, 1), ones = [.. Enumerable.Repeat(1f, 21)];
        int[] labels = [0, 20, 3, 16, 15];
        float[] plain = new float[output.Length], weighted = new float[output.Length];
        Assert.Equal(
            Objective.CrossEntropy(21).Evaluate(output, labels, plain),
            Objective.CrossEntropy(21, 0, ones).Evaluate(output, labels, weighted));
        BitAssert.Equal(plain, weighted);
    }

    [Fact]
    public void Weights_are_copied()
    {
        float[] output = Values.Uniform(8, 1), weights = [1, 2, 3, 4];
        var objective = Objective.CrossEntropy(4, 0.1f, weights);
        double before = objective.Evaluate(output, new[] { 0, 3 });
        weights[0] = 100;
        Assert.Equal(before, objective.Evaluate(output, new[] { 0, 3 }));
    }

    /// <summary>Three quarters of the label and a quarter spread: the label of a row that has them so is at rest.</summary>
    [Fact]
    public void A_smoothed_row_is_at_rest_where_it_meets_its_smoothed_label()
    {
        double own = 0.75 + (0.25 / 8), other = 0.25 / 8;
        float[] output = new float[8], gradient = new float[8];
        output[5] = (float)Math.Log(own / other);
        double loss = Objective.CrossEntropy(8, 0.25f).Evaluate(output, new[] { 5 }, gradient);
        Assert.Equal(-(own * Math.Log(own)) - (7 * other * Math.Log(other)), loss, 1e-6);
        Assert.All(gradient, g => Assert.Equal(0, g, 2e-7));
    }

    /// <summary>What the label wants of the spread and what the others have of the probability are both small, and both are kept.</summary>
    [Fact]
    public void A_confident_smoothed_row_keeps_the_small_gradient_of_its_label()
    {
        const float Smoothing = 1e-6f;
        float[] output = new float[40], gradient = new float[40];
        output[33] = 15;
        Objective.CrossEntropy(40, Smoothing).Evaluate(output, new[] { 33 }, gradient);
        double others = 39 * Math.Exp(-15);
        Assert.Equal(1, gradient[33] / ((Smoothing * 39 / 40) - (others / (1 + others))), 1e-6);
    }

    [Fact]
    public void Smoothing_survives_logits_of_any_size()
    {
        float[] output = [float.MaxValue, float.MinValue, 0, 0], gradient = new float[4];
        double loss = Objective.CrossEntropy(4, 0.5f).Evaluate(output, new[] { 0 }, gradient);
        Assert.Equal(1, loss / (0.5 / 4 * 4 * float.MaxValue), 1e-12);
        Assert.Equal([0.375f, -0.125f, -0.125f, -0.125f], gradient, new Close(1e-7f));
    }

    /// <summary>Ignored rows are usually padding, which nobody looks at.</summary>
    [Theory]
    [InlineData(0f)]
    [InlineData(0.2f)]
    public void Ignored_rows_change_nothing_whatever_they_hold(float smoothing)
    {
        float[] counted = Values.Uniform(2 * 5, 1);
        float[] output = [.. counted[..5], .. Enumerable.Repeat(float.NaN, 5), .. counted[5..]];
        float[] expected = new float[10], gradient = [.. Enumerable.Repeat(9f, 15)];
        Objective objective = Objective.CrossEntropy(5, smoothing);
        Assert.Equal(objective.Evaluate(counted, new[] { 4, 1 }, expected), objective.Evaluate(output, new[] { 4, -100, 1 }, gradient));
        BitAssert.Equal([.. expected[..5], 0, 0, 0, 0, 0, .. expected[5..]], gradient);

        // In place too.
        objective.Evaluate(output, new[] { 4, -100, 1 }, output);
        BitAssert.Equal(gradient, output);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.2f)]
    public void Nothing_but_ignored_rows_add_nothing(float smoothing)
    {
        float[] gradient = [9, 9, 9, 9];
        var objective = Objective.CrossEntropy(2, smoothing);
        Assert.Equal(0, objective.Evaluate([1, 2, 3, 4], new[] { -100, -100 }, gradient));
        Assert.Equal([0, 0, 0, 0], gradient);
        Assert.Equal(0, objective.Evaluate([1, 2, 3, 4], new[] { -100, -100 }, gradient, stepWeight: 5));
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(0.2f)]
    public void Nothing_but_classes_of_weight_0_add_nothing(float smoothing)
    {
        float[] gradient = [9, 9, 9, 9];
        Assert.Equal(0, Objective.CrossEntropy(2, smoothing, [1, 0]).Evaluate([1, 2, 3, 4], new[] { 1, 1 }, gradient));
        Assert.Equal([0, 0, 0, 0], gradient);
    }

    [Fact]
    public void A_logit_that_is_not_finite_makes_the_smoothed_loss_so()
    {
        foreach (float logit in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity })
        {
            Assert.False(double.IsFinite(Objective.CrossEntropy(3, 0.1f, [1, 0, 1]).Evaluate([1, logit, 2], new[] { 0 })));
            Assert.False(double.IsFinite(Objective.CrossEntropy(3, 0, [1, 0, 1]).Evaluate([1, logit, 2], new[] { 1 })));
        }
    }
}
