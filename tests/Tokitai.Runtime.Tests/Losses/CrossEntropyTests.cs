using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>Cross-entropy: values, gradients, extremes, and what a row's bits may depend on.</summary>
public class CrossEntropyTests
{
    /// <summary>Three roundings of float32 and the exponential's 9e-8, of probabilities up to 1.</summary>
    private const double Probability = 4e-7;

    [Fact]
    public void Agrees_with_PyTorch()
    {
        ReferenceFile file = ReferenceFile.Open("dense_gelu_b6_96x32x48x20x2");
        float[] output = file.Floats("output");
        var gradient = new float[output.Length];
        double loss = Objective.CrossEntropy(20).Evaluate(output, file.Labels("target"), gradient);

        // The file's outputs and loss are rounded to float32: 6e-8 of logits and of a loss of about 3.
        Assert.Equal(file.Floats("loss")[0], loss, 5e-7);

        // The last layer's bias adds to every row: its gradient is the sum of the rows' gradients.
        float[] bias = file.Floats(file.Names.Last(n => n.StartsWith("grad.", StringComparison.Ordinal)));
        for (int j = 0; j < 20; j++)
        {
            Assert.Equal(bias[j], Enumerable.Range(0, 6).Sum(row => (double)gradient[(row * 20) + j]), Probability);
        }
    }

    /// <summary>Enough rows for several tasks, the last of them short.</summary>
    [Theory]
    [InlineData(5_001, 10)]
    [InlineData(77, 1000)]
    public void Threads_change_no_bit(int rows, int classes)
    {
        float[] output = Logits(rows, classes, scale: 8);
        int[] labels = Labels(rows, classes);
        double? first = null;
        float[]? gradients = null;
        foreach (int threads in new[] { 1, 2, 3 })
        {
            Objective objective = Objective.CrossEntropy(classes);
            objective.Pool = new WorkerPool(threads);
            var gradient = new float[output.Length];
            double loss = objective.Evaluate(output, labels, gradient);
            Assert.Equal(first ??= loss, loss);
            BitAssert.Equal(gradients ??= gradient, gradient);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(17)]
    [InlineData(31)]
    [InlineData(1000)]
    public void Agrees_with_double(int classes)
    {
        float[] output = Logits(5, classes, scale: 8);
        int[] labels = Labels(5, classes);
        double expected = Reference(output, labels, classes);
        var gradient = new float[output.Length];
        foreach (SimdLevel level in VectorMap.Levels)
        {
            double loss = At(classes, level).Evaluate(output, labels, gradient);
            Assert.Equal(expected, loss, 1e-6);
            for (int i = 0; i < output.Length; i += Math.Max(1, classes / 16))
            {
                // Central differences of a function with third derivatives below 1: an error of h^2/6, and of 1e-15/h by rounding.
                Assert.Equal(Difference(output, labels, classes, i), gradient[i], Probability / 5);
            }
        }
    }

    [Fact]
    public void Survives_logits_of_any_size()
    {
        float[] output = [1e38f, -1e38f, 0, float.MaxValue, float.MinValue, float.MinValue, -1e38f, -1e38f, -1e38f];
        var gradient = new float[9];
        double loss = Objective.CrossEntropy(3).Evaluate(output, new[] { 0, 1, 2 }, gradient);

        // Right and certain; wrong and certain; undecided.
        double expected = (2.0 * float.MaxValue) + Math.Log(3);
        Assert.Equal(1, loss / (expected / 3), 1e-12);
        float third = 1f / 9;
        Assert.Equal([0, 0, 0, 1f / 3, -1f / 3, 0, third, third, -2f / 9], gradient, new Close(1e-7f));
    }

    [Fact]
    public void A_confident_row_keeps_its_small_loss_and_gradient()
    {
        float[] output = [20, 0];
        var gradient = new float[2];
        double loss = Objective.CrossEntropy(2).Evaluate(output, new[] { 0 }, gradient);

        // e^-20 is far below the 6e-8 that separate floats near 1; relative errors are those of the exponential.
        Assert.Equal(1, loss / Math.Log(1 + Math.Exp(-20)), 1e-6);
        Assert.Equal(1, gradient[0] / -Math.Exp(-20), 1e-6);
        Assert.Equal(1, gradient[1] / Math.Exp(-20), 1e-6);
    }

    /// <summary>The others' terms are far below the rounding of a sum with the label's 1, wherever they lie beside it.</summary>
    [Theory]
    [InlineData(17, 0, 20f)]
    [InlineData(17, 16, 45f)]
    [InlineData(1000, 500, 80f)]
    public void A_confident_row_of_many_classes_keeps_its_small_loss_and_gradient(int classes, int label, float logit)
    {
        var output = new float[classes];
        output[label] = logit;
        double others = (classes - 1) * Math.Exp(-logit);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            var gradient = new float[classes];
            double loss = At(classes, level).Evaluate(output, new[] { label }, gradient);

            // log(1 + x) = x - x^2/2 + ... with x below 1e-7. Sixty-odd terms a lane add as many roundings at the worst.
            Assert.Equal(1, loss / others, 4e-6);
            Assert.Equal(1, gradient[label] / -others, 4e-6);
            Assert.Equal(1, gradient[1] / Math.Exp(-logit), 1e-6);
        }
    }

    /// <summary>Even -infinity, whose class a softmax would leave out: it is the mark of a network gone wrong.</summary>
    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void A_logit_that_is_not_finite_makes_the_loss_so_wherever_it_is(float logit)
    {
        foreach (int classes in new[] { 1, 3, 4, 10, 16, 17, 40 })
        {
            for (int i = 0; i < classes; i++)
            {
                float[] output = Logits(1, classes, scale: 4);
                output[i] = logit;
                Assert.All(VectorMap.Levels, level => Assert.True(double.IsNaN(At(classes, level).Evaluate(output, new[] { classes / 2 }))));
            }
        }
    }

    [Theory]
    [InlineData(10)]
    [InlineData(20)]
    [InlineData(37)]
    public void A_row_does_not_depend_on_its_neighbours_nor_on_the_width(int classes)
    {
        if (!SimdDispatch.IsFused) return;
        float[] output = Logits(7, classes, scale: 4);
        int[] labels = Labels(7, classes);
        var together = new float[output.Length];
        At(classes, SimdLevel.Vector128).Evaluate(output, labels, together);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            for (int row = 0; row < 7; row++)
            {
                var alone = new float[classes];
                At(classes, level).Evaluate(output.AsSpan(row * classes, classes), labels.AsSpan(row, 1), alone, stepWeight: 7);
                BitAssert.Equal(together.AsSpan(row * classes, classes), alone);
            }
        }
    }

    [Fact]
    public void The_loss_has_the_same_bits_at_every_width_and_with_or_without_gradient()
    {
        if (!SimdDispatch.IsFused) return;
        float[] output = Logits(9, 50, scale: 4);
        int[] labels = Labels(9, 50);
        double expected = At(50, SimdLevel.Vector128).Evaluate(output, labels);
        Assert.All(VectorMap.Levels, level => Assert.Equal(expected, At(50, level).Evaluate(output, labels, new float[450])));
    }

    [Fact]
    public void The_gradient_may_overwrite_the_outputs()
    {
        float[] output = Logits(3, 21, scale: 4);
        int[] labels = Labels(3, 21);
        var gradient = new float[output.Length];
        double loss = Objective.CrossEntropy(21).Evaluate(output, labels, gradient);
        Assert.Equal(loss, Objective.CrossEntropy(21).Evaluate(output, labels, output));
        BitAssert.Equal(gradient, output);
    }

    private static Objective At(int classes, SimdLevel level)
    {
        Objective objective = Objective.CrossEntropy(classes);
        objective.Simd = level;
        return objective;
    }

    private static float[] Logits(int rows, int classes, float scale)
    {
        var random = new PhiloxRandom(12);
        return [.. Enumerable.Range(0, rows * classes).Select(_ => scale * ((2 * random.NextSingle()) - 1))];
    }

    private static int[] Labels(int rows, int classes)
    {
        var random = new PhiloxRandom(13);
        return [.. Enumerable.Range(0, rows).Select(_ => random.NextInt32(classes))];
    }

    /// <summary>The definition, in double; <paramref name="at"/> is shifted by <paramref name="shift"/>.</summary>
    private static double Reference(float[] output, int[] labels, int classes, int at = -1, double shift = 0)
    {
        double total = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            double sum = 0;
            for (int j = 0; j < classes; j++) sum += Math.Exp(Logit((row * classes) + j));
            total += Math.Log(sum) - Logit((row * classes) + labels[row]);
        }

        return total / labels.Length;

        double Logit(int i) => output[i] + (i == at ? shift : 0);
    }

    private static double Difference(float[] output, int[] labels, int classes, int at)
    {
        const double Step = 1e-4;
        return (Reference(output, labels, classes, at, Step) - Reference(output, labels, classes, at, -Step)) / (2 * Step);
    }
}
