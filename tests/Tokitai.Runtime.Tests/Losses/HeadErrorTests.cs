using System;
using System.Linq;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>What is wrong with heads or their targets is named, before anything is written.</summary>
public class HeadErrorTests
{
    private static readonly ModelInfo Info = HeadCase.Describe((12, LossKind.CrossEntropy, 1), (8, LossKind.BinaryCrossEntropy, 0.5f), (1, LossKind.Huber, 1));
    private static readonly Objective Heads = Objective.FromHeads(Info.Heads);

    [Fact]
    public void Heads_say_where_outputs_and_targets_lie()
    {
        Assert.Equal((21, 10), (Info.OutputSize, Info.TargetSize));
        Assert.Equal((21, 10), (Heads.Outputs, Heads.TargetSize));
        Assert.Equal([("a", 0, 12, 0, 1), ("b", 12, 8, 1, 8), ("c", 20, 1, 9, 1)],
            Info.Heads.Select(head => (head.Name, head.First, head.Size, head.FirstTarget, head.TargetSize)));
        Assert.Equal([1, 0.5f, 1], Heads.Heads.Select(head => head.Weight));
        Assert.Equal(
            ["a: CrossEntropy of outputs 0 to 11, target 0", "b: BinaryCrossEntropy of outputs 12 to 19, targets 1 to 8", "c: Huber of output 20, target 9"],
            Info.Heads.Select(head => head.ToString()));
    }

    [Fact]
    public void One_loss_over_all_outputs_is_one_head()
    {
        HeadInfo head = Assert.Single(Objective.CrossEntropy(7).Heads);
        Assert.Equal(("output", LossKind.CrossEntropy, 0, 7, 0, 1, 1f), (head.Name, head.Loss, head.First, head.Size, head.FirstTarget, head.TargetSize, head.Weight));
        Assert.Equal((7, 1), (Objective.CrossEntropy(7).Outputs, Objective.CrossEntropy(7).TargetSize));
        Assert.Equal((7, 7), (Objective.Huber(7).Outputs, Objective.Huber(7).TargetSize));
        var losses = new double[1];
        Assert.Equal(Objective.CrossEntropy(2).Evaluate([1, 2], new[] { 0 }, headLosses: losses), losses[0]);
    }

    [Fact]
    public void There_is_no_single_loss_of_several_heads()
    {
        Assert.Contains("3 heads", Assert.Throws<InvalidOperationException>(() => Heads.Kind).Message, StringComparison.Ordinal);
        Assert.Equal(LossKind.Huber, Objective.FromHeads(HeadCase.Describe((3, LossKind.Huber, 1)).Heads).Kind);
    }

    [Theory]
    [InlineData(2.5f)]
    [InlineData(12)]
    [InlineData(-1)]
    [InlineData(-100)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(11.000001f)]
    public void A_label_that_is_no_class(float label) =>
        Wrong(0, label, $"Row 2 has the label {label} of head 'a': it must be a whole number from 0 to 11.");

    [Theory]
    [InlineData(3, 1.5f)]
    [InlineData(3, float.NaN)]
    public void A_value_that_is_no_probability(int column, float value) =>
        Wrong(column, value, $"Row 2 has the target {value} for output {column - 1} of head 'b': it must be a probability, from 0 to 1.");

    [Fact]
    public void A_value_that_is_not_finite() =>
        Wrong(9, float.NegativeInfinity, $"Row 2 has the target {float.NegativeInfinity} for output 0 of head 'c': it must be finite.");

    [Fact]
    public void Targets_of_the_wrong_kind_or_number()
    {
        Error(() => Heads.Evaluate(new float[42], new int[2]), "The objective of 3 heads (a, b, c) of 2 rows of 21 outputs needs 20 values (float), but there are 2 labels (int).");
        Error(() => Heads.Evaluate(new float[42], new float[21]), "needs 20 values (float), but there are 21 values (float).");
        Error(() => Heads.Evaluate(new float[43], new float[20]), "There are 43 outputs: it takes one or more whole rows of 21.");
        Error(() => Heads.Weigh(new float[21]), "needs whole rows of 10 values (float), but there are 21 values (float).");
        Error(() => Heads.Weigh(new int[2]), "but there are 2 labels (int).");
        Assert.Equal(3, Heads.Weigh(new float[30]));
    }

    [Fact]
    public void Room_for_too_few_losses() =>
        Error(() => Heads.Evaluate(new float[21], new float[10], headLosses: new double[2]), "There is room for 2 losses, but there are 3 heads.");

    [Fact]
    public void A_gradient_in_the_place_of_targets_of_another_shape()
    {
        float[] shared = new float[21];
        Error(() => Heads.Evaluate(new float[21], shared.AsSpan(0, 10), shared), "The gradient has 21 elements and lies in the place of 10 targets: it must be elsewhere.");
    }

    [Fact]
    public void A_step_that_weighs_less_than_its_rows() => Assert.Contains(
        "These 2 rows weigh 2", Assert.Throws<ArgumentOutOfRangeException>(() => Heads.Evaluate(new float[42], new float[20], stepWeight: 1)).Message, StringComparison.Ordinal);

    [Fact]
    public void Heads_that_do_not_follow_each_other()
    {
        Error(() => Objective.FromHeads([]), "There are no heads");
        Error(() => Objective.FromHeads([Info.Heads[1]]), "The head 'b' begins at output 12 and target 1, but the heads before it end at 0 and 0");
        Error(() => Objective.FromHeads([Info.Heads[0], Info.Heads[2]]), "The head 'c' begins at output 20 and target 9, but the heads before it end at 12 and 1");
        Error(() => Objective.FromHeads([Info.Heads[0], Info.Heads[0]]), "The head 'a' begins at output 0");
    }

    private static void Wrong(int column, float value, string message)
    {
        var targets = new float[30];
        targets[20 + column] = value;
        var gradient = new float[63];
        var losses = new double[3];
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => Heads.Evaluate(new float[63], targets, gradient, headLosses: losses));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.All(gradient, g => Assert.Equal(0, g));
        Assert.All(losses, loss => Assert.Equal(0, loss));
    }

    private static void Error(Action action, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(action).Message, StringComparison.Ordinal);
}
