using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0016</summary>
public class OrphanLayerTests
{
    [Fact]
    public Task InAnOrdinaryClass() => Errors.AssertAsync(
        """
        internal sealed class C { [Linear(4)] public Linear A { get; } }
        """,
        "TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]");

    [Fact]
    public Task InAStruct() => Errors.AssertAsync(
        """
        internal struct S { [Linear(4)] public Linear A { get; set; } }
        """,
        "TKT0016", "A", "'A' is a layer, but S has neither [Model] nor [Block]");

    [Fact]
    public Task InAnInterface() => Errors.AssertAsync(
        """
        internal interface I { [Linear(4)] Linear A { get; } }
        """,
        "TKT0016", "A", "'A' is a layer, but I has neither [Model] nor [Block]");

    [Fact]
    public Task OnAParameterOfARecord() => Errors.AssertAsync(
        """
        internal sealed record R([property: Linear(4)] Linear A);
        """,
        "TKT0016", "A", "'A' is a layer, but R has neither [Model] nor [Block]");
}
