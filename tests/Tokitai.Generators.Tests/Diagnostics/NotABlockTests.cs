using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0011</summary>
public class NotABlockTests
{
    [Fact]
    public Task AClassWithoutBlock() => Errors.AssertAsync(
        """
        internal sealed class Plain { }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<Plain> A { get; }
        }
        """,
        "TKT0011", "A", "'A' uses Plain, which is no class with [Block] in the source of this project");

    [Fact]
    public Task AClassOfAnotherAssembly() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<System.Version> A { get; }
        }
        """,
        "TKT0011", "A", "'A' uses Version, which is no class with [Block] in the source of this project");

    [Fact]
    public Task AnArray() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<int[]> A { get; }
        }
        """,
        "TKT0011", "A", "'A' uses int[], which is no class with [Block] in the source of this project");

    [Fact]
    public Task AModel() => Errors.AssertAsync(
        ["""
        [Model(3)] internal sealed partial class Plain { [Linear(3)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<Plain> A { get; }
        }
        """],
        [
            new("TKT0011", "A", "'A' uses Plain, which is no class with [Block] in the source of this project"),
        ]);
}
