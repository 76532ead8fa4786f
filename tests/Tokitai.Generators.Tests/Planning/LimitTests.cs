using System.Linq;
using Tokitai.Generators.Diagnostics;
using Tokitai.Generators.Parsing;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Declarations;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>Too large is a finding with the numbers, never an exception.</summary>
public class LimitTests
{
    private const int Most = LayerParser.MaxFeatures;

    [Fact]
    public void AWeightBeyondTheLargestArray() => Assert.Equal(Ids.TooLarge, Fault(Model(Most, [Linear("L", 128)])).Id);

    [Fact]
    public void TheLargestWeightIsAccepted() => Assert.Equal((127L * Most) + 127, Plan(Model(Most, [Linear("L", 127)])).Body.ParameterCount);

    [Fact]
    public void TooManyTensors() =>
        Assert.Equal(Ids.TooLarge, Fault(Model(1, [Repeat("R", 100_000, "B")], [Block("B", Enumerable.Range(0, 6).Select(i => Linear($"L{i}", 1)))])).Id);

    [Fact]
    public void TooManyMembers() =>
        Assert.Equal(Ids.TooLarge, Fault(Model(1, Enumerable.Range(0, 501).Select(i => Linear($"L{i}", 1)))).Id);

    [Fact]
    public void TowersOfRepeats()
    {
        // 100,000 to the power of 6 copies.
        BlockDeclaration[] blocks =
        [
            Block("B0", Linear("L", 4096, bias: false)),
            .. Enumerable.Range(1, 5).Select(i => Block($"B{i}", Repeat("R", 100_000, $"B{i - 1}"))),
        ];
        Assert.Equal(Ids.TooLarge, Fault(Model(4096, [Repeat("R", 100_000, "B5")], blocks)).Id);
    }

    [Fact]
    public void TowersOfRepeatsWithoutParameters()
    {
        BlockDeclaration[] blocks =
        [
            Block("B0", Activate("A", Tokitai.Generators.Parsing.ActivationKind.Relu)),
            .. Enumerable.Range(1, 2).Select(i => Block($"B{i}", Repeat("R", 100_000, $"B{i - 1}"))),
        ];
        Finding fault = Fault(Model(8, [Linear("L", 8), Repeat("R", 2, "B2")], blocks));
        Assert.Equal(Ids.TooLarge, fault.Id);
        Assert.Contains("operations; the most is 1,000,000", string.Join(" ", fault.Arguments));
    }

    [Fact]
    public void TheBudgetIsInclusive()
    {
        ModelDeclaration model = Model(2, [Linear("L", 3)], budget: new BudgetDeclaration(9, 9));
        Assert.Equal(9, Plan(model).Body.ParameterCount);
        Assert.Equal(Ids.BudgetMissed, Fault(model with { Budget = new BudgetDeclaration(10, 10) }).Id);
    }
}
