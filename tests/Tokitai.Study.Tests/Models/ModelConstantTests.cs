using System;
using System.Linq;
using DenseVsMoe.Models.Nano;
using DenseVsMoe.Models.Tiny;
using DenseVsMoe.Study;
using Xunit;

namespace Tokitai.Study.Tests.Models;

public sealed class ModelConstantTests
{
    [Fact]
    public void Sizes_are_those_that_were_asked_for()
    {
        Assert.Equal(195_540, NanoMoe.ParameterCount);
        Assert.Equal(84_984_276, TinyMoe.ParameterCount);
        Assert.Equal(706_055_188, TinyDense.ParameterCount);
        Assert.Equal(678, TinyDense.ParameterTensorCount);
    }

    /// <summary>
    /// Counted by hand. Linear layer: n m + m, and 2 m more with its norm. Twin of width h with d hidden layers: 96 h + 3 h + d (h h + 3 h) + 20 h + 20.
    /// </summary>
    [Fact]
    public void Twins_have_the_parameters_of_their_widths()
    {
        Assert.Equal(NanoMoeTwin.ParameterCount, Twin(283, 2));
        Assert.Equal(NanoMoeFlopsTwin.ParameterCount, Twin(192, 2));
        Assert.Equal(TinyMoeTwin.ParameterCount, Twin(4112, 5));
        Assert.Equal(TinyMoeFlopsTwin.ParameterCount, Twin(2896, 5));

        static long Twin(long width, int hidden) => (99 * width) + (hidden * ((width * width) + (3 * width))) + (20 * width) + 20;
    }

    /// <summary>Router and two of four experts: 2 (96 * 4 + 2 (96 h + d h h + 20 h)).</summary>
    [Fact]
    public void Mixtures_cost_what_two_of_their_experts_cost()
    {
        Assert.Equal(NanoMoe.ForwardFlopsPerSample, Mixture(128, 2));
        Assert.Equal(TinyMoe.ForwardFlopsPerSample, Mixture(2048, 5));

        static long Mixture(long width, int hidden) => 2 * ((96 * 4) + (2 * ((116 * width) + (hidden * width * width))));
    }

    [Theory]
    [InlineData("nano")]
    [InlineData("tiny")]
    public void Contestants_are_matched(string name)
    {
        Budget budget = Budget.All.Single(budget => budget.Name == name);
        ModelInfo mixture = budget.Contestants.Single(arm => arm.Name == Budget.PlainMixture).Info;
        Assert.Equal(Budget.Dense, budget.Contestants[0].Name);
        Assert.All(budget.Contestants, arm =>
        {
            ModelInfo info = arm.Info;
            bool byOperations = arm.Name == "dense-flops";
            double ratio = byOperations
                ? (double)info.ForwardFlopsPerSample / mixture.ForwardFlopsPerSample
                : (double)info.ParameterCount / mixture.ParameterCount;
            Assert.InRange(ratio, 0.99, 1.01);
            Assert.Equal(arm.Name.StartsWith("dense", StringComparison.Ordinal) ? 0 : 1, info.Mixtures.Count);
            Assert.Equal(info.Mixtures.Count == 0, info.ParameterCount != mixture.ParameterCount);
        });
        Assert.Equal(budget.Contestants.Count, budget.Contestants.Select(arm => arm.Name).Distinct().Count());
    }

    /// <summary>The targets of the data are those of the heads, for every contestant.</summary>
    [Fact]
    public void All_have_the_same_heads() => Assert.All(Budget.All.SelectMany(budget => budget.Contestants), arm => Assert.Equal(
        ["outcome: CrossEntropy of outputs 0 to 11, target 0", "aux: BinaryCrossEntropy of outputs 12 to 19, targets 1 to 8"],
        arm.Info.Heads.Select(head => head.ToString())));

    [Fact]
    public void Both_budgets_have_the_same_arms() =>
        Assert.Equal(Budget.Nano.Contestants.Select(arm => arm.Name), Budget.Tiny.Contestants.Select(arm => arm.Name));

    /// <summary>Deeper ones without residuals do not learn: a comparison with them would prove nothing.</summary>
    [Fact]
    public void Dense_contestants_are_at_most_eight_layers_deep() => Assert.All(
        Budget.All.SelectMany(budget => budget.Contestants).Where(arm => arm.Info.Mixtures.Count == 0),
        arm => Assert.InRange(arm.Info.Tensors.Count(tensor => tensor.Shape.Count == 2), 1, 8));
}
