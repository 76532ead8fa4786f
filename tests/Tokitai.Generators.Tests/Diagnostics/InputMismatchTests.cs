using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0008</summary>
public class InputMismatchTests
{
    [Fact]
    public Task InTheModel() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
            [Linear(2, In = 8)] public partial Linear B { get; }
        }
        """,
        "TKT0008", "In = 8", "'B' of M states In = 8, but 4 features reach it");

    [Fact]
    public Task InTheSecondCopyOfABlock() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(3, In = 8)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(2)] public partial Repeat<B> A { get; }
        }
        """,
        "TKT0008", "In = 8", "'L' of B states In = 8, but 3 features reach it");
}
