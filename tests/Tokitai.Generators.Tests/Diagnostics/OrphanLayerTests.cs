using System.Linq;
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

    [Fact]
    public Task InAPartialClass() => Errors.AssertAsync(
        """
        internal sealed partial class C { [Linear(4)] public partial Linear A { get; } }
        """,
        "TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]");

    [Theory]
    [InlineData("partial struct C")]
    [InlineData("partial interface C")]
    [InlineData("partial record C")]
    [InlineData("partial record struct C")]
    [InlineData("partial class C<T> where T : new()")]
    [InlineData("partial interface C<in T, out @class> where T : struct")]
    [InlineData("static partial class D { internal partial class C", "}")]
    public Task InAnotherPartialType(string type, string end = "") => Errors.AssertAsync(
        $"internal {type} {{ [Linear(4)] public partial Linear A {{ get; }} }}{end}",
        "TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]");

    [Fact]
    public Task OfEveryKindAndWithoutAnAttribute() => Errors.AssertAsync(
        ["""
        internal sealed partial class C
        {
            public partial Linear Bare { get; }
            [Linear(4)] public partial Linear A { get; }
            [LayerNorm] public partial LayerNorm B { get; }
            [RmsNorm] public partial RmsNorm C1 { get; }
            [Activate(ActivationKind.Relu)] public partial Activate D { get; }
            [Dropout(0.5)] public partial Dropout E { get; }
            [Repeat(2)] public partial Repeat<Inner> F { get; }
            [Residual] public partial Residual<Inner> G { get; }
        }
        [Block] internal sealed partial class Inner { [Linear(8)] public partial Linear L { get; } }
        """],
        from name in (string[])["A", "B", "C1", "D", "E", "F", "G"]
        select new Errors.Expected("TKT0016", name, $"'{name}' is a layer, but C has neither [Model] nor [Block]"));

    [Fact]
    public Task InSeveralPartsAndFiles() => Errors.AssertAsync(
        [
            "internal sealed partial class C { [Residual] public partial Residual<C> A { get; } }",
            "partial class C { [Linear(4)] public partial Linear B { get; } }",
        ],
        [
            new("TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]"),
            new("TKT0016", "B", "'B' is a layer, but C has neither [Model] nor [Block]"),
        ]);

    [Fact]
    public Task ImplementedByTheUser() => Errors.AssertAsync(
        """
        internal sealed partial class C { [Linear(4)] public partial Linear A { get; } public partial Linear A => default; }
        """,
        "TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]");

    [Fact]
    public Task TheUserOfABlockWithoutItsAttributeSeesBothSides() => Errors.AssertAsync(
        ["""
        internal sealed partial class B { [Linear(8)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M { [Repeat(2)] public partial Repeat<B> A { get; } }
        """],
        [
            new("TKT0016", "L", "'L' is a layer, but B has neither [Model] nor [Block]"),
            new("TKT0011", "A", "'A' uses B, which is no class with [Block] in the source of this project"),
        ]);

    [Fact]
    public Task InAClassThatIsNotPartial() => Errors.AssertAsync(
        ["""
        internal sealed class C
        {
            [Linear(4)] public partial Linear A { get; }
            [LayerNorm] public LayerNorm B { get; }
        }
        """],
        [
            new("TKT0016", "A", "'A' is a layer, but C has neither [Model] nor [Block]"),
            new("TKT0016", "B", "'B' is a layer, but C has neither [Model] nor [Block]"),
        ],
        "CS0751", "CS9248");

    [Fact]
    public Task BehindAParameterOfARecordThatIsNotPartial() => Errors.AssertAsync(
        ["""
        internal sealed record R([property: Linear(4)] Linear A) { [Linear(4)] public partial Linear B { get; } }
        """],
        [
            new("TKT0016", "A", "'A' is a layer, but R has neither [Model] nor [Block]"),
            new("TKT0016", "B", "'B' is a layer, but R has neither [Model] nor [Block]"),
        ],
        "CS0751", "CS9248");
}
