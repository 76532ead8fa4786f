using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0007</summary>
public class SizeOutOfRangeTests
{
    [Fact]
    public Task NoInput() => Errors.AssertAsync(
        """
        [Model(0)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0007", "0", "The input size of M is 0: it must be from 1 to 16777216");

    [Fact]
    public Task NegativeInputByName() => Errors.AssertAsync(
        """
        [Model(inputSize: -3)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0007", "inputSize: -3", "The input size of M is -3: it must be from 1 to 16777216");

    [Fact]
    public Task TooManyOutputs() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(16_777_217)] public partial Linear A { get; }
        }
        """,
        "TKT0007", "16_777_217", "The number of outputs of 'A' is 16777217: it must be from 1 to 16777216");

    [Fact]
    public Task NegativeStatedInput() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4, In = -1)] public partial Linear A { get; }
        }
        """,
        "TKT0007", "In = -1", "In of 'A' is -1: it must be from 0 to 16777216");

    [Fact]
    public Task NoCopies() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(3)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Repeat(0)] public partial Repeat<B> A { get; }
        }
        """,
        "TKT0007", "0", "The number of copies of 'A' is 0: it must be from 1 to 100000");

    [Fact]
    public Task SeveralFaultsAtOnce() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M
        {
            [Linear(0, In = -1)] public partial Linear A { get; }
            [Linear(-2)] public partial Linear B { get; }
        }
        """],
        [
            new("TKT0007", "0", "The number of outputs of 'A' is 0: it must be from 1 to 16777216"),
            new("TKT0007", "In = -1", "In of 'A' is -1: it must be from 0 to 16777216"),
            new("TKT0007", "-2", "The number of outputs of 'B' is -2: it must be from 1 to 16777216"),
        ]);
}
