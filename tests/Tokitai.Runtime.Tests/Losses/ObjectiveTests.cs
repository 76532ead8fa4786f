using System;
using System.Linq;
using Tokitai.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>What all objectives promise: bits, gradients in place, errors that name the numbers, no allocation.</summary>
public class ObjectiveTests
{
    private static readonly float[] Output = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))];
    private static readonly int[] Labels = [0, 3, 1, 2, 3, 0];

    public static TheoryData<string> Losses => LossCase.Names;

    public static TheoryData<LossKind> Kinds => [.. Enum.GetValues<LossKind>()];

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_bits_are_the_same_at_every_width_and_the_loss_with_or_without_gradient(string name)
    {
        if (!SimdDispatch.IsFused) return;
        LossCase loss = LossCase.Named(name);
        var expected = new float[loss.Output.Length];
        double expectedLoss = loss.Create(SimdLevel.Vector128).Evaluate(loss.Output, loss.Targets(..), expected);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            var gradient = new float[loss.Output.Length];
            Assert.Equal(expectedLoss, loss.Create(level).Evaluate(loss.Output, loss.Targets(..), gradient));
            Assert.Equal(expectedLoss, loss.Create(level).Evaluate(loss.Output, loss.Targets(..)));
            BitAssert.Equal(expected, gradient);
        }
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void The_gradient_may_overwrite_the_outputs(string name)
    {
        LossCase loss = LossCase.Named(name);
        Objective objective = loss.Create(SimdDispatch.Level);
        float[] gradient = new float[loss.Output.Length], place = [.. loss.Output];
        double expected = objective.Evaluate(loss.Output, loss.Targets(..), gradient);
        Assert.Equal(expected, objective.Evaluate(place, loss.Targets(..), place));
        BitAssert.Equal(gradient, place);
    }

    [Theory]
    [InlineData(LossKind.MeanSquaredError)]
    [InlineData(LossKind.BinaryCrossEntropy)]
    [InlineData(LossKind.Huber)]
    public void The_gradient_may_overwrite_the_values(LossKind kind)
    {
        Objective objective = Of(kind);
        float[] gradient = new float[24], place = [.. Output.Select(MathF.Abs)];
        double expected = objective.Evaluate(Output, place, gradient);
        Assert.Equal(expected, objective.Evaluate(Output, place, place));
        BitAssert.Equal(gradient, place);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public void Evaluating_allocates_nothing(string name)
    {
        LossCase loss = LossCase.Named(name);
        Objective objective = loss.Create(SimdDispatch.Level);
        var gradient = new float[loss.Output.Length];
        Assert.Equal(0, Allocated.Least(
            () => objective.Evaluate(loss.Output, loss.Targets(..), gradient, objective.Weigh(loss.Targets(..)))));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_label_that_is_no_class_is_named_before_anything_is_written(int label)
    {
        int[] labels = [0, 1, 2, 3, -7, label];
        var gradient = new float[24];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Objective.CrossEntropy(4, ignoreIndex: -7).Evaluate(Output, labels, gradient));
        Assert.Contains($"Row 5 has label {label}: valid are 0 to 3, and -7 for a row to ignore.", error.Message, StringComparison.Ordinal);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Theory]
    [InlineData(LossKind.MeanSquaredError, float.NaN, "finite")]
    [InlineData(LossKind.MeanSquaredError, float.PositiveInfinity, "finite")]
    [InlineData(LossKind.Huber, float.NegativeInfinity, "finite")]
    [InlineData(LossKind.BinaryCrossEntropy, float.NaN, "a probability, from 0 to 1")]
    [InlineData(LossKind.BinaryCrossEntropy, 1.0000001f, "a probability, from 0 to 1")]
    [InlineData(LossKind.BinaryCrossEntropy, -1e-9f, "a probability, from 0 to 1")]
    [InlineData(LossKind.BinaryCrossEntropy, float.PositiveInfinity, "a probability, from 0 to 1")]
    public void A_value_that_is_not_valid_is_named_before_anything_is_written(LossKind kind, float value, string valid)
    {
        var values = new float[24];
        values[22] = value;
        var gradient = new float[24];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Of(kind).Evaluate(Output, values, gradient));
        Assert.Contains($"Row 5 has the target {value} for output 2: it must be {valid}.", error.Message, StringComparison.Ordinal);
        Assert.All(gradient, g => Assert.Equal(0, g));
    }

    [Fact]
    public void Outputs_that_are_no_whole_rows_are_named()
    {
        Error(() => Objective.CrossEntropy(5).Evaluate(Output, Labels), "There are 24 outputs", "rows of 5");
        Error(() => Objective.CrossEntropy(5).Evaluate([], Array.Empty<int>()), "There are 0 outputs", "rows of 5");
    }

    [Fact]
    public void Targets_of_the_wrong_number_or_kind_are_named()
    {
        Error(() => Objective.CrossEntropy(4).Evaluate(Output, new int[5]), "6 rows of 4", "needs 6 labels (int)", "are 5 labels");
        Error(() => Objective.CrossEntropy(4).Evaluate(Output, new float[6]), "needs 6 labels (int)", "are 6 values (float)");
        Error(() => Objective.MeanSquaredError(4).Evaluate(Output, Labels), "MeanSquaredError", "needs 24 values (float)", "are 6 labels (int)");
        Error(() => Objective.BinaryCrossEntropy(4).Evaluate(Output, Labels), "BinaryCrossEntropy", "needs 24 values (float)", "are 6 labels (int)");
        Error(() => Objective.Huber(4).Evaluate(Output, new float[25]), "Huber", "needs 24 values (float)", "are 25 values (float)");
    }

    [Fact]
    public void Gradients_of_the_wrong_length_or_in_the_way_are_named()
    {
        Error(() => Objective.CrossEntropy(4).Evaluate(Output, Labels, new float[23]), "has 23 elements", "are 24 outputs");
        var shared = new float[25];
        Error(() => Objective.CrossEntropy(4).Evaluate(shared.AsSpan(0, 24), Labels, shared.AsSpan(1, 24)), "lies 1 elements from the outputs");
        Error(() => Objective.Huber(4).Evaluate(Output, shared.AsSpan(1, 24), shared.AsSpan(0, 24)), "lies -1 elements from the targets");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_objective_for_a_model_takes_all_its_outputs(LossKind kind)
    {
        ModelInfo info = new ModelInfoBuilder(PackedLayout.Version, "Empty", 3, 7).Build(0, 0, 0, 0, 0, 0, 0, "");
        Assert.Equal((kind, 7), (Objective.For(info, kind).Kind, Objective.For(info, kind).Outputs));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.For(info, (LossKind)(-1)));
    }

    [Fact]
    public void An_objective_needs_outputs()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.CrossEntropy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.MeanSquaredError(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.BinaryCrossEntropy(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Huber(0));
    }

    [Theory]
    [InlineData(-0.1f)]
    [InlineData(1.1f)]
    [InlineData(float.NaN)]
    public void Smoothing_is_a_share(float smoothing)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Objective.CrossEntropy(4, smoothing));
        Assert.Equal(("labelSmoothing", smoothing), (error.ParamName, error.ActualValue));
        Assert.Contains("between 0 and 1", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-1f)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Delta_is_a_distance(float delta)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Objective.Huber(4, delta));
        Assert.Equal(("delta", delta), (error.ParamName, error.ActualValue));
        Assert.Contains("finite and above 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Class_weights_that_cannot_be_are_named()
    {
        Error(() => Objective.CrossEntropy(4, 0, [1, 2, 3]), "There are 3 class weights, but 4 classes.");
        Error(() => Objective.CrossEntropy(2, 0, [0, 0]), "All 2 class weights are 0");
        foreach (float weight in new[] { -1, float.NaN, float.PositiveInfinity })
        {
            ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Objective.CrossEntropy(3, 0, [1, 2, weight]));
            Assert.Contains($"Class 2 has the weight {weight}: it must be finite and not negative.", error.Message, StringComparison.Ordinal);
        }
    }

    private static Objective Of(LossKind kind) => kind switch
    {
        LossKind.BinaryCrossEntropy => Objective.BinaryCrossEntropy(4),
        LossKind.Huber => Objective.Huber(4),
        LossKind.MeanSquaredError => Objective.MeanSquaredError(4),
        _ => Objective.CrossEntropy(4),
    };

    private static void Error(Action action, params string[] parts)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
