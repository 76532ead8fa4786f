using Tokitai.Generators.Parsing;
using Xunit;
using static Tokitai.Generators.Tests.Planning.Declarations;
using Activation = Tokitai.Generators.Parsing.ActivationKind;
using Norms = Tokitai.Generators.Parsing.NormKind;

namespace Tokitai.Generators.Tests.Planning;

/// <summary>The fingerprint tells architectures apart, and nothing else.</summary>
public class FingerprintTests
{
    private static readonly LayerDeclaration First = Linear("First", 8), Second = Linear("Second", 8);
    private static readonly string Original = Of(Model(8, [First, Second]));

    [Fact]
    public void IsTheSameOnEveryMachine() =>
        // sha256sum of "tokitai architecture 1", "input 8", "linear first 8 8 bias", "linear second 8 8 bias", a line each.
        Assert.Equal("ac8e92a4664dd9e1232eb0ceeea6b1a483da2e3cf835507bad89ff11d2919a69", Original);

    [Fact]
    public void ChangesWithAName() => Changes(Model(8, [First, Linear("Other", 8)]));

    [Fact]
    public void ChangesWithASize() => Changes(Model(8, [First, Linear("Second", 9)]));

    [Fact]
    public void ChangesWithTheInput() => Changes(Model(9, [First, Second]));

    [Fact]
    public void ChangesWithABias() => Changes(Model(8, [First, Linear("Second", 8, bias: false)]));

    [Fact]
    public void ChangesWithANorm() => Changes(Model(8, [First, Linear("Second", 8, Norms.Layer)]));

    [Fact]
    public void ChangesWithAnActivation()
    {
        Changes(Model(8, [First, Linear("Second", 8, activation: Activation.Relu)]));
        Assert.NotEqual(
            Of(Model(8, [Linear("L", 8, activation: Activation.Relu)])), Of(Model(8, [Linear("L", 8, activation: Activation.Gelu)])));
    }

    [Fact]
    public void ChangesWithTheOrder() => Changes(Model(8, [Second, First]));

    [Fact]
    public void ChangesWithTheNumberOfCopies() => Assert.NotEqual(
        Of(Model(8, [Repeat("R", 2, "B")], [Block("B", First)])), Of(Model(8, [Repeat("R", 3, "B")], [Block("B", First)])));

    [Fact]
    public void IgnoresNamesOfClasses()
    {
        Assert.Equal(Original, Of(Model(8, [First, Second], name: "Other")));
        Assert.Equal(Of(Model(8, [Repeat("R", 2, "B")], [Block("B", First)])), Of(Model(8, [Repeat("R", 2, "C")], [Block("C", First)])));
    }

    [Fact]
    public void IgnoresTheBudgetAndAStatedInput() =>
        Assert.Equal(Original, Of(Model(8, [First, Linear("Second", 8, inputs: 8)], budget: new BudgetDeclaration(1, 1000))));

    private static void Changes(ModelDeclaration model) => Assert.NotEqual(Original, Of(model));

    private static string Of(ModelDeclaration model) => Plan(model).Fingerprint;
}
