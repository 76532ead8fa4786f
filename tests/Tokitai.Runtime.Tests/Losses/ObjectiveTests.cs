using System;
using System.Linq;
using Tokitai.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>What all objectives promise: micro-batches that add up, errors that name the numbers, no allocation.</summary>
public class ObjectiveTests
{
    private static readonly float[] Output = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i))];
    private static readonly int[] Labels = [0, 3, 1, 2, 3, 0];
    private static readonly float[] Values = [.. Enumerable.Range(0, 24).Select(i => MathF.Cos(i))];

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.MeanSquaredError)]
    public void Uneven_micro_batches_add_up_to_the_batch(LossKind kind)
    {
        bool labels = kind == LossKind.CrossEntropy;
        Objective objective = labels ? Objective.CrossEntropy(4) : Objective.MeanSquaredError(4);
        var whole = new float[24];
        double loss = labels ? objective.Evaluate(Output, Labels, whole) : objective.Evaluate(Output, Values, whole);

        var parts = new float[24];
        double sum = 0;
        foreach (Range rows in new[] { 0..1, 1..4, 4..6 })
        {
            Range elements = (rows.Start.Value * 4)..(rows.End.Value * 4);
            ReadOnlySpan<float> output = Output.AsSpan(elements);
            sum += labels
                ? objective.Evaluate(output, Labels.AsSpan(rows), parts.AsSpan(elements), rowsInStep: 6)
                : objective.Evaluate(output, Values.AsSpan(elements), parts.AsSpan(elements), rowsInStep: 6);
        }

        Assert.Equal(loss, sum, 1e-14);
        BitAssert.Equal(whole, parts);
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.MeanSquaredError)]
    public void Evaluating_allocates_nothing(LossKind kind)
    {
        bool labels = kind == LossKind.CrossEntropy;
        Objective objective = labels ? Objective.CrossEntropy(4) : Objective.MeanSquaredError(4);
        var gradient = new float[24];
        long before = 0;
        for (int i = 0; i < 2; i++)
        {
            before = GC.GetAllocatedBytesForCurrentThread();
            if (labels) objective.Evaluate(Output, Labels, gradient);
            else objective.Evaluate(Output, Values, gradient);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void A_label_that_is_no_class_is_named_before_anything_is_written(int label)
    {
        int[] labels = [0, 1, 2, 3, 2, label];
        var gradient = new float[24];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Objective.CrossEntropy(4).Evaluate(Output, labels, gradient));
        Assert.Contains($"Row 5 has label {label}: valid are 0 to 3.", error.Message, StringComparison.Ordinal);
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
        Error(() => Objective.MeanSquaredError(4).Evaluate(Output, Labels), "needs 24 values (float)", "are 6 labels (int)");
    }

    [Fact]
    public void Gradients_of_the_wrong_length_or_in_the_way_are_named()
    {
        Error(() => Objective.CrossEntropy(4).Evaluate(Output, Labels, new float[23]), "has 23 elements", "are 24 outputs");
        var shared = new float[25];
        Error(() => Objective.CrossEntropy(4).Evaluate(shared.AsSpan(0, 24), Labels, shared.AsSpan(1, 24)), "lies 1 elements");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(-1)]
    public void A_step_of_fewer_rows_than_given_throws(long rowsInStep)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => Objective.CrossEntropy(4).Evaluate(Output, Labels, rowsInStep: rowsInStep));
        Assert.Contains("6 rows", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LossKind.CrossEntropy)]
    [InlineData(LossKind.MeanSquaredError)]
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
    }

    private static void Error(Action action, params string[] parts)
    {
        ArgumentException error = Assert.Throws<ArgumentException>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }
}
