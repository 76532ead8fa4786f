using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>What is wrong with a mixture of experts: TKT0004, TKT0007, TKT0011, TKT0012, TKT0022, TKT0023.</summary>
public class MixtureTests
{
    [Theory]
    [InlineData("0, 1", "0", "The number of experts of 'A' is 0: it must be from 1 to 100000")]
    [InlineData("4, 0", "0", "topK of 'A' is 0: it must be from 1 to 4")]
    [InlineData("4, 5", "5", "topK of 'A' is 5: it must be from 1 to 4")]
    [InlineData("experts: 4, topK: -1", "topK: -1", "topK of 'A' is -1: it must be from 1 to 4")]
    public Task NumbersOutOfRange(string arguments, string at, string message) => Errors.AssertAsync(Model(arguments), "TKT0007", at, message);

    [Theory]
    [InlineData("LoadBalance = -0.1", "LoadBalance of 'A' is -0.1: it must be at least 0 and finite")]
    [InlineData("RouterZLoss = double.NaN", "RouterZLoss of 'A' is NaN: it must be at least 0 and finite")]
    [InlineData("RouterNoise = 1e39", "RouterNoise of 'A' is 1E+39: it must be at least 0 and finite")] // infinite in float32
    [InlineData("GluingPenalty = double.NegativeInfinity", "GluingPenalty of 'A' is -Infinity: it must be at least 0 and finite")]
    public Task FactorsThatAreNone(string option, string message) => Errors.AssertAsync(Model("4, 2, " + option), "TKT0022", option, message);

    [Theory]
    [InlineData("Renormalize = true", "Renormalize of 'A' is true: it must be false where topK is 1: the only weight would always be 1, and the router would learn nothing")]
    [InlineData("GluingPenalty = 0.5", "GluingPenalty of 'A' is 0.5: it must be 0 where topK is 1: it acts between the chosen experts of a sample")]
    public Task OptionsThatNeedTwoExpertsASample(string option, string message) => Errors.AssertAsync(Model("4, 1, " + option), "TKT0022", option, message);

    [Fact]
    public Task ExpertsWithoutParameters() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class E { [Activate(ActivationKind.Relu)] public partial Activate F { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Linear(8)] public partial Linear L { get; }
            [MixtureOfExperts(4, 2)] public partial MixtureOfExperts<E> A { get; }
        }
        """,
        "TKT0023", "A", "The expert E of 'A' has no parameters: declare at least one layer that has, such as [Linear(10)] public partial Linear Output { get; }");

    [Fact]
    public Task AnExpertThatIsNoBlock() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [MixtureOfExperts(4, 2)] public partial MixtureOfExperts<string> A { get; }
        }
        """,
        "TKT0011", "A", "'A' uses string, which is no class with [Block] in the source of this project");

    [Fact]
    public Task AnExpertThatContainsItself() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class E { [MixtureOfExperts(4, 2)] public partial MixtureOfExperts<E> A { get; } }
        """,
        "TKT0012", "E", "E contains itself: E -> E");

    [Fact]
    public Task AnotherTypeThanItsAttributes() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class E { [Linear(4)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [MixtureOfExperts(4, 2)] public partial Repeat<E> A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [MixtureOfExperts], so its type must be MixtureOfExperts<...>, not Repeat<E>");

    [Fact]
    public Task ASizeThatDoesNotFitTheResidualAroundIt() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class E { [Linear(4)] public partial Linear L { get; } }
        [Block] internal sealed partial class B { [MixtureOfExperts(4, 2)] public partial MixtureOfExperts<E> Experts { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Residual] public partial Residual<B> A { get; }
        }
        """,
        "TKT0021", "Experts", "'Experts' of B makes 4 outputs, but the residual around it needs 8");

    private static string Model(string arguments) =>
        $$"""
        [Block] internal sealed partial class E { [Linear(4)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [MixtureOfExperts({{arguments}})] public partial MixtureOfExperts<E> A { get; }
        }
        """;
}
