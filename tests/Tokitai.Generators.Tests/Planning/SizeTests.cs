using System.Linq;
using Tokitai.Generators.Parsing;
using Tokitai.Generators.Planning;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Declarations;
using Activation = Tokitai.Generators.Parsing.ActivationKind;
using Norms = Tokitai.Generators.Parsing.NormKind;

namespace Tokitai.Generators.Tests.Planning;

public class SizeTests
{
    private static readonly ModelDeclaration DigitClassifier =
        Model(64, [Linear("Hidden", 128, Norms.Layer, Activation.Gelu), Linear("Logits", 10)]);

    [Fact]
    public void OffsetsOfTheDigitClassifier()
    {
        ModelPlan plan = Plan(DigitClassifier);
        var hidden = (LinearStep)plan.Body.Steps[0];
        Assert.Equal((0, 8192, 0, 64), (hidden.Weight, hidden.Bias, hidden.Input.Training, hidden.Output.Training));
        var norm = (NormStep)plan.Body.Steps[1];
        Assert.Equal((8320, 8448, 64, 192, 208), (norm.Weight, norm.Bias, norm.Input.Training, norm.Statistics.Training, norm.Output.Training));
        Assert.Equal(Activation.Gelu, norm.Activation);
        var logits = (LinearStep)plan.Body.Steps[2];
        Assert.Equal((8576, 8576 + 2048, 208, 336), (logits.Weight, logits.Bias, logits.Input.Training, logits.Output.Training));
        Assert.Equal((8576 + 2048 + 16, 352, 128), (plan.Body.PackedLength, plan.Gradients, plan.GradientFeatures));
    }

    [Fact]
    public void CountsOfTheDigitClassifier()
    {
        ModelPlan plan = Plan(DigitClassifier);
        Assert.Equal((64 * 128) + (3 * 128) + (128 * 10) + 10, plan.Body.ParameterCount);
        Assert.Equal(6, plan.Body.TensorCount);
        Assert.Equal(2 * ((64 * 128) + (128 * 10)), plan.Body.ForwardFlops);
        Assert.Equal((3 * plan.Body.ForwardFlops) - (2 * 64 * 128), plan.TrainingFlops);
    }

    [Fact]
    public void CountsOfTheDenseBaseline()
    {
        ModelPlan plan = Plan(Model(
            96,
            [Linear("InputProj", 1024, Norms.Layer), Repeat("Blocks", 84, "FeedForward"), Linear("OutputProj", 20)],
            [Block("FeedForward", Linear("Up", 4096, Norms.Layer, Activation.Gelu), Linear("Down", 1024, Norms.Layer, Activation.Gelu))]));
        Assert.Equal(706_055_188, plan.Body.ParameterCount);
        Assert.Equal(678, plan.Body.TensorCount);
        Assert.Equal(84, plan.Body.Steps.OfType<CallStep>().Count());
        Assert.Single(plan.Blocks);
    }

    [Fact]
    public void AFirstCopyOfAnotherSizeIsPlannedByItself()
    {
        ModelPlan plan = Plan(Model(20, [Repeat("Blocks", 4, "B")], [Block("B", Linear("L", 32))]));
        Assert.Equal([20, 32], plan.Blocks.Select(block => block.Inputs));
        Assert.Equal([0, 1, 1, 1], plan.Body.Steps.Cast<CallStep>().Select(call => call.Block));
        Assert.Equal((20 * 32) + 32 + (3 * ((32 * 32) + 32)), plan.Body.ParameterCount);
    }

    [Fact]
    public void LoopsPlanTheSamePlacesAsUnrolledCalls()
    {
        BlockDeclaration[] blocks = [Block("B", Linear("L", 32, Norms.Layer))];
        ModelPlan unrolled = Plan(Model(20, [Repeat("Blocks", ClassPlanner.MaxUnrolledCalls, "B")], blocks));
        ModelPlan looped = Plan(Model(20, [Repeat("Blocks", ClassPlanner.MaxUnrolledCalls + 1, "B")], blocks));
        Assert.Equal(ClassPlanner.MaxUnrolledCalls, unrolled.Body.Steps.Count);
        Assert.Equal(3, looped.Body.Steps.Count);
        foreach (bool training in (bool[])[false, true])
        {
            Assert.Equal(Expansion.Operations(unrolled, training), Expansion.Operations(looped, training).SkipLast(2));
        }
    }

    [Fact]
    public void OneBlockAtOneSizeIsPlannedOnce()
    {
        ModelPlan plan = Plan(Model(
            32, [Repeat("First", 2, "B"), Linear("Between", 32), Repeat("Second", 2, "B")], [Block("B", Linear("L", 32))]));
        Assert.Single(plan.Blocks);
    }

    [Fact]
    public void MethodsHaveNamesOfTheirOwn()
    {
        // A with 11 inputs and A1 with 1 input would both be A11, and A11_ with 2 inputs takes the way out.
        ModelPlan plan = Plan(Model(
            2,
            [Repeat("P", 1, "A11_"), Repeat("Q", 1, "A1"), Linear("R", 11), Repeat("S", 1, "A")],
            [Block("A11_", Linear("L", 1)), Block("A1", Linear("L", 1)), Block("A", Linear("L", 1))]));
        Assert.Equal(plan.Blocks.Count, plan.Blocks.Select(block => block.Method).Distinct().Count());
    }
}
