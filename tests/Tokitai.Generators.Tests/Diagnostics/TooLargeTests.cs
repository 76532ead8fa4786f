using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0020</summary>
public class TooLargeTests
{
    [Fact]
    public Task AWeight() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(1_000_000)] public partial Linear A { get; }
            [Linear(1_000_000)] public partial Linear B { get; }
        }
        """,
        "TKT0020", "B", "'B' is too large: its weight [1000000, 1000000] has 1,000,000,000,000 elements; the most is 2,147,483,647");

    [Fact]
    public Task TheSum() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(4096)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(100_000)] public partial Repeat<B> A { get; }
        }
        """,
        "TKT0020", "A", "'A' is too large: with it the class has 1,678,114,455,552 parameters in 200,000 tensors; the most is 1,099,511,627,776 in 1,000,000");
}
