using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0021</summary>
public class ResidualMismatchTests
{
    [Fact]
    public Task OfARepeatStandsAtTheLayerThatMakesTheOutputs() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class FeedForward
        {
            [Linear(4096)] public partial Linear Up { get; }
            [Linear(1000)] public partial Linear Down { get; }
            [Activate(ActivationKind.Gelu)] public partial Activate Function { get; }
        }
        [Model(1024)] internal sealed partial class M
        {
            [Repeat(2, Residual = true)] public partial Repeat<FeedForward> A { get; }
        }
        """,
        "TKT0021", "1000", "'Down' of FeedForward makes 1000 outputs, but the residual around it needs 1024");

    [Fact]
    public Task OfASingleBlock() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(outputs: 3)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Residual] public partial Residual<B> A { get; }
        }
        """,
        "TKT0021", "outputs: 3", "'L' of B makes 3 outputs, but the residual around it needs 8");

    [Fact]
    public Task AroundARepeatThatEndsWithAnotherSize() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class Inner { [Linear(3)] public partial Linear L { get; } }
        [Block] internal sealed partial class Outer { [Repeat(2)] public partial Repeat<Inner> Body { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Residual] public partial Residual<Outer> A { get; }
        }
        """,
        "TKT0021", "Body", "'Body' of Outer makes 3 outputs, but the residual around it needs 8");
}
