using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0022</summary>
public class ValueNotAllowedTests
{
    [Theory]
    [InlineData("Dropout = 1", "1")]
    [InlineData("Dropout = 1.5f", "1.5")]
    [InlineData("Dropout = -0.1", "-0.1")]
    [InlineData("Dropout = double.NaN", "NaN")]
    [InlineData("Dropout = 0.99999999", "1")] // 1 in float32
    public Task OfADropoutFacet(string argument, string shown) => Errors.AssertAsync(
        $$"""
        [Model(8)] internal sealed partial class M
        {
            [Linear(4, {{argument}})] public partial Linear A { get; }
        }
        """,
        "TKT0022", argument, $"The dropout rate of 'A' is {shown}: it must be at least 0 and below 1");

    [Fact]
    public Task OfADropoutLayer() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            [Dropout(2.0)] public partial Dropout B { get; }
        }
        """,
        "TKT0022", "2.0", "The dropout rate of 'B' is 2: it must be at least 0 and below 1");

    [Theory]
    [InlineData("LayerNorm", "0", "0")]
    [InlineData("RmsNorm", "-1e-5", "-1E-05")]
    [InlineData("RmsNorm", "1e-50", "1E-50")] // 0 in float32
    [InlineData("LayerNorm", "1e39", "1E+39")] // infinite in float32
    public Task OfAnEpsilon(string norm, string epsilon, string shown) => Errors.AssertAsync(
        $$"""
        [Model(8)] internal sealed partial class M
        {
            [{{norm}}(Epsilon = {{epsilon}})] public partial {{norm}} A { get; }
        }
        """,
        "TKT0022", $"Epsilon = {epsilon}", $"Epsilon of 'A' is {shown}: it must be above 0 and finite");

    [Fact]
    public Task OfAnActivationLayerThatDoesNothing() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            [Activate(ActivationKind.None)] public partial Activate B { get; }
        }
        """,
        "TKT0022", "ActivationKind.None", "The activation of 'B' is None: it must be a function such as ActivationKind.Gelu");
}
