using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0014</summary>
public class ScatteredLayersTests
{
    [Fact]
    public Task InTwoPartsOfOneFile() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            [Linear(4)] public partial Linear B { get; }
        }
        internal sealed partial class M { [Linear(4)] public partial Linear C { get; } }
        """,
        "TKT0014", "C", "'C' stands in another declaration of M than 'A': the order of layers is that of the text, so all must stand in one");

    [Fact]
    public Task InTwoFiles() => Errors.AssertAsync(
        ["""
        internal sealed partial class M { [Linear(4)] public partial Linear Z { get; } }
        """,
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """],
        [
            new("TKT0014", "A", "'A' stands in another declaration of M than 'Z': the order of layers is that of the text, so all must stand in one"),
        ]);
}
