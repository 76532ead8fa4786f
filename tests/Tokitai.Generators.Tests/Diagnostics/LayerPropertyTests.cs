using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0003</summary>
public class LayerPropertyTests
{
    [Fact]
    public Task NotPartial() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public Linear A { get; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task WithASetter() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; set; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task WithAPrivateSetter() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; private set; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task WithAnInitializer() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; init; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task WithASetterAlone() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { set; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task Static() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public static partial Linear A { get; }
        }
        """,
        "TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }");

    [Fact]
    public Task ByReference() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial ref Linear A { get; }
        }
        """],
        [
            new("TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }"),
        ]);

    [Fact]
    public Task APartialIndexer() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear this[int i] { get; }
            [Linear(5)] public partial Linear B { get; }
        }
        """],
        [
            new("TKT0003", "this", "'this[]' must be a partial property with a getter alone and not static: public partial Linear this[] { get; }"),
        ],
        "CS9248");

    [Fact]
    public Task AnIndexer() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public Linear this[int i] => default;
            [Linear(5)] public partial Linear B { get; }
        }
        """,
        "TKT0003", "this", "'this[]' must be a partial property with a getter alone and not static: public partial Linear this[] { get; }");
}
