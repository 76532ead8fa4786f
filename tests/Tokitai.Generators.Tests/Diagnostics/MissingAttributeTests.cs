using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0005</summary>
public class MissingAttributeTests
{
    [Fact]
    public Task ALinearWithout() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            public partial Linear A { get; }
        }
        """,
        "TKT0005", "A", "'A' is a partial property of type Linear without the attribute [Linear(...)] that gives its numbers");

    [Fact]
    public Task ARepeatWithout() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(3)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            public partial Repeat<B> A { get; }
        }
        """,
        "TKT0005", "A", "'A' is a partial property of type Repeat without the attribute [Repeat(...)] that gives its numbers");

    [Theory]
    [InlineData("LayerNorm", "LayerNorm")]
    [InlineData("RmsNorm", "RmsNorm")]
    [InlineData("Activate", "Activate(...)")]
    [InlineData("Dropout", "Dropout(...)")]
    public Task AnotherLayerWithout(string type, string attribute) => Errors.AssertAsync(
        $$"""
        [Model(8)] internal sealed partial class M
        {
            [Linear(8)] public partial Linear L { get; }
            public partial {{type}} A { get; }
        }
        """,
        "TKT0005", "A", $"'A' is a partial property of type {type} without the attribute [{attribute}] that gives its numbers");

    [Fact]
    public Task AResidualWithout() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(8)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            public partial Residual<B> A { get; }
        }
        """,
        "TKT0005", "A", "'A' is a partial property of type Residual without the attribute [Residual] that gives its numbers");
}
