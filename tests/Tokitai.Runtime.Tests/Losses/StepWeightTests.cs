using System;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>Micro-batches, however uneven, add up to the batch that they are parts of.</summary>
public class StepWeightTests
{
    private static readonly float[] Weights = [0.5f, 2, 0, 1.25f];

    public static TheoryData<string> Losses => LossCase.Names;

    /// <summary>Rows 1 to 3 are a micro-batch that some of the losses ignore as a whole.</summary>
    [Theory]
    [MemberData(nameof(Losses))]
    public void Uneven_micro_batches_add_up_to_the_batch(string name)
    {
        LossCase loss = LossCase.Named(name);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            Objective objective = loss.Create(level);
            float[] whole = new float[loss.Output.Length], parts = new float[loss.Output.Length];
            double expected = objective.Evaluate(loss.Output, loss.Targets(..), whole);

            double stepWeight = objective.Weigh(loss.Targets(..)), sum = 0;
            foreach (Range rows in new[] { 0..1, 1..4, 4..9 })
            {
                Range elements = LossCase.Elements(rows);
                sum += objective.Evaluate(loss.Output.AsSpan(elements), loss.Targets(rows), parts.AsSpan(elements), stepWeight);
            }

            // A few roundings of double, of a loss of about 5.
            Assert.Equal(expected, sum, 1e-14);
            BitAssert.Equal(whole, parts);
        }
    }

    /// <summary>A caller that takes the number of rows for the step's weight scales loss and gradient, and nothing else.</summary>
    [Fact]
    public void A_larger_step_scales_loss_and_gradient()
    {
        LossCase loss = LossCase.Named("weighted, smoothed, ignoring");
        Objective objective = loss.Create(SimdDispatch.Level);
        float[] one = new float[loss.Output.Length], four = new float[loss.Output.Length];
        double weight = objective.Weigh(loss.Targets(..));
        double expected = objective.Evaluate(loss.Output, loss.Targets(..), one) / 4;
        Assert.Equal(expected, objective.Evaluate(loss.Output, loss.Targets(..), four, 4 * weight), 1e-15);
        for (int i = 0; i < one.Length; i++) one[i] /= 4;
        BitAssert.Equal(one, four);
    }

    [Fact]
    public void Labels_weigh_what_their_classes_do()
    {
        int[] labels = [0, 1, -100, 3, 3, 2];
        Assert.Equal(5, Objective.CrossEntropy(4).Weigh(labels));
        Assert.Equal(5, Objective.CrossEntropy(4, 0.5f).Weigh(labels));
        Assert.Equal(0.5 + 2 + 1.25 + 1.25 + 0, Objective.CrossEntropy(4, 0, Weights).Weigh(labels));
        Assert.Equal(0.5 + 2, Objective.CrossEntropy(4, 0.5f, Weights, ignoreIndex: 3).Weigh(new[] { 0, 1, 3, 3, 2 }));
        Assert.Equal(0, Objective.CrossEntropy(4, 0, Weights).Weigh(new[] { 2, -100 }));
        Assert.Equal(0, Objective.CrossEntropy(4).Weigh(Array.Empty<int>()));
    }

    [Fact]
    public void Rows_of_values_weigh_1_each()
    {
        Assert.All(
            new[] { Objective.MeanSquaredError(4), Objective.BinaryCrossEntropy(4), Objective.Huber(4) },
            objective => Assert.Equal(3, objective.Weigh(new float[12])));
    }

    [Fact]
    public void Targets_that_cannot_be_weighed_are_named()
    {
        Named(() => Objective.CrossEntropy(4).Weigh(new float[8]), "CrossEntropy needs one label (int) a row", "are 8 values (float)");
        Named(() => Objective.Huber(4).Weigh(new int[8]), "Huber needs whole rows of 4 values (float)", "are 8 labels (int)");
        Named(() => Objective.Huber(4).Weigh(new float[7]), "Huber needs whole rows of 4 values (float)", "are 7 values (float)");
        Named(() => Objective.CrossEntropy(4).Weigh(new[] { 0, 4 }), "Row 1 has label 4");
    }

    /// <summary>Sums that are rounded differently must not be refused, also such of float32.</summary>
    [Fact]
    public void A_step_may_weigh_less_than_its_part_by_rounding_alone()
    {
        var objective = Objective.CrossEntropy(4, 0, [0.1f, 0.1f, 0.1f, 0.1f]);
        float[] output = Values.Uniform(4 * 30, 1);
        var labels = new int[30];
        float sum = 0;
        for (int row = 0; row < 30; row++) sum += 0.1f;
        double weight = objective.Weigh(labels);
        double loss = objective.Evaluate(output, labels);
        Assert.Equal(loss, objective.Evaluate(output, labels, default, Math.Min(sum, weight - 1e-9)), 1e-6 * loss);
        Assert.Throws<ArgumentOutOfRangeException>(() => objective.Evaluate(output, labels, default, weight * 0.9999));
    }

    [Theory]
    [InlineData(3.7)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_step_that_weighs_less_than_its_part_is_named_before_anything_is_written(double stepWeight)
    {
        var gradient = new float[12];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Objective.CrossEntropy(4, 0, Weights).Evaluate(new float[12], new[] { 0, 1, 3 }, gradient, stepWeight));
        Assert.Contains("These 3 rows weigh 3.75 and are part of the step", error.Message, StringComparison.Ordinal);
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.CrossEntropy(4).Evaluate(new float[4], new[] { -100 }, gradient.AsSpan(0, 4), -1));
    }

    private static void Named(Action action, params string[] parts)
    {
        ArgumentException error = Assert.ThrowsAny<ArgumentException>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
