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
    public void OfEveryKindOfLayerIsTheHashOfItsText() =>
        // sha256sum of these lines: "tokitai architecture 1", "input 8", "rmsnorm scale 8 1e-05 silu", "residual f", "linear f.l 8 8 layernorm 1e-05",
        // "add f", "residual r.0", "linear r.0.l 8 8 layernorm 1e-05", "add r.0", "layernorm last 8 0x3a83126f".
        Assert.Equal("500c352b2a704865909179dc05bb64c75c4e3c68bdbfc563aa6424b7b5183f06", Of(Model(
            8,
            [
                Norm("Scale", Norms.Rms), Dropout("Gone", 0.5f), Activate("Function", Activation.Silu), Residual("F", "B"), Repeat("R", 1, "B", residual: true),
                Norm("Last", Norms.Layer, 1e-3f),
            ],
            [Block("B", Linear("L", 8, Norms.Layer, bias: false, dropout: 0.1f))])));

    [Fact]
    public void ChangesWithTheKindOfANorm() => Assert.NotEqual(
        Of(Model(8, [First, Norm("N", Norms.Layer)])), Of(Model(8, [First, Norm("N", Norms.Rms)])));

    [Fact]
    public void ChangesWithAnEpsilon() => Assert.NotEqual(
        Of(Model(8, [First, Norm("N", Norms.Layer)])), Of(Model(8, [First, Norm("N", Norms.Layer, 1e-6f)])));

    [Fact]
    public void OfAnEncodingIsTheHashOfItsText() =>
        // sha256sum of "tokitai architecture 1", "input 8 padic 2 6 2 8", "linear first 8 8 bias padic 0 1 3 5", a line each.
        Assert.Equal(
            "7320a17ea9fcf62ff037d480211f4ff511a59a16c4548828fda51b3ac0e4d404", Of(Model(8, [Encoding("E", 2, 6), First, Encoding("Last", 0, 1, 3, 5)])));

    [Fact]
    public void ChangesWithAnEncoding()
    {
        string original = Of(Model(8, [Encoding("E", 2, 4), First]));
        Assert.NotEqual(original, Of(Model(8, [First])));
        Assert.NotEqual(original, Of(Model(8, [Encoding("E", 1, 4), First])));
        Assert.NotEqual(original, Of(Model(8, [Encoding("E", 2, 5), First])));
        Assert.NotEqual(original, Of(Model(8, [Encoding("E", 2, 4, radix: 3), First])));
        Assert.NotEqual(original, Of(Model(8, [Encoding("E", 2, 4, digits: 7), First])));
    }

    [Fact]
    public void ChangesWithAResidual() => Assert.NotEqual(
        Of(Model(8, [Repeat("R", 2, "B")], [Block("B", First)])), Of(Model(8, [Repeat("R", 2, "B", residual: true)], [Block("B", First)])));

    [Fact]
    public void ChangesWithWhatAResidualGoesAround() => Assert.NotEqual(
        Of(Model(8, [Residual("R", "B"), Activate("A", Activation.Relu)], [Block("B", First)])),
        Of(Model(8, [Residual("R", "B")], [Block("B", First, Activate("A", Activation.Relu))])));

    [Fact]
    public void IgnoresDropout() => Assert.Equal(
        Original, Of(Model(8, [Dropout("A", 0.1f), Linear("First", 8, dropout: 0.5f), Dropout("B", 0.2f), Second])));

    /// <summary>An activation has no parameters and so no name in a file: where it is written does not matter.</summary>
    [Fact]
    public void IsTheSameForAnActivationAsFacetAndAsLayer() => Assert.Equal(
        Of(Model(8, [Linear("First", 8, activation: Activation.Tanh), Second])), Of(Model(8, [First, Activate("A", Activation.Tanh), Second])));

    [Fact]
    public void IgnoresNamesOfClasses()
    {
        Assert.Equal(Original, Of(Model(8, [First, Second], name: "Other")));
        Assert.Equal(Of(Model(8, [Repeat("R", 2, "B")], [Block("B", First)])), Of(Model(8, [Repeat("R", 2, "C")], [Block("C", First)])));
    }

    [Fact]
    public void IgnoresTheBudgetAndAStatedInput() =>
        Assert.Equal(Original, Of(Model(8, [First, Linear("Second", 8, inputs: 8)], budget: new BudgetDeclaration(1, 1000))));

    [Fact]
    public void IgnoresHeads() =>
        Assert.Equal(Original, Of(Model(8, [First, Second]) with { Heads = new([new HeadDeclaration("all", 8, Generators.Parsing.LossKind.Huber, 0.5f)]) }));

    [Fact]
    public void IgnoresTheModelsToMatch()
    {
        var budget = new MatchedBudgetDeclaration(Model(8, [First, Second], name: "Other"), 0.01, Generators.Parsing.BudgetMeasure.Parameters, 0);
        Assert.Equal(Original, Of(Model(8, [First, Second]) with { Matched = new([budget]) }));
    }

    private static void Changes(ModelDeclaration model) => Assert.NotEqual(Original, Of(model));

    private static string Of(ModelDeclaration model) => Plan(model).Fingerprint;
}
