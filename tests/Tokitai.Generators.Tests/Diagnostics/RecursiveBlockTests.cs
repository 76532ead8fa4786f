using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0012</summary>
public class RecursiveBlockTests
{
    [Fact]
    public Task Directly() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Repeat(2)] public partial Repeat<B> A { get; } }
        """,
        "TKT0012", "B", "B contains itself: B -> B");

    [Fact]
    public Task ByWayOfAnother() => Errors.AssertAsync(
        ["""
        [Block] internal sealed partial class B { [Repeat(2)] public partial Repeat<C> A { get; } }
        [Block] internal sealed partial class C { [Repeat(2)] public partial Repeat<B> A { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<B> A { get; }
        }
        """],
        [
            new("TKT0012", "B", "B contains itself: B -> C -> B"),
            new("TKT0012", "C", "C contains itself: C -> B -> C"),
        ]);
}
