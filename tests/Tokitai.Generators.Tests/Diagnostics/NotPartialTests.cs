using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0001</summary>
public class NotPartialTests
{
    [Fact]
    public Task AModelThatIsNotPartial() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed class M { [Linear(4)] public Linear A { get; } }
        """],
        [
            new("TKT0001", "M", "'M' cannot be generated: 'M' must be declared partial"),
            new("TKT0003", "A", "'A' must be a partial property with a getter alone and not static: public partial Linear A { get; }"),
        ]);

    [Fact]
    public Task AModelWithAPartialLayer() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed class M { [Linear(0)] public partial Linear A { get; } }
        """],
        [
            new("TKT0001", "M", "'M' cannot be generated: 'M' must be declared partial"),
            new("TKT0007", "0", "The number of outputs of 'A' is 0: it must be from 1 to 16777216"),
        ],
        "CS0751", "CS9248");

    [Fact]
    public Task ABlockIsReportedOnceHoweverManyModelsUseIt() => Errors.AssertAsync(
        ["""
        [Block] internal sealed class B { [Linear(4)] public partial Linear A { get; } }
        [Model(8)] internal sealed partial class M { [Repeat(2)] public partial Repeat<B> R { get; } }
        [Model(8)] internal sealed partial class N { [Residual] public partial Residual<B> R { get; } }
        """],
        [new("TKT0001", "B", "'B' cannot be generated: 'B' must be declared partial")],
        "CS0751", "CS9248");

    [Fact]
    public Task AModelAndBlockInOne() => Errors.AssertAsync(
        ["""
        [Model(8), Block] internal sealed class M { [Linear(4)] public partial Linear A { get; } }
        """],
        [
            new("TKT0015", "Block", "M is both a model and a block: remove one of the attributes"),
            new("TKT0001", "M", "'M' cannot be generated: 'M' must be declared partial"),
        ],
        "CS0751", "CS9248");

    [Fact]
    public Task AContainingTypeThatIsNotPartial() => Errors.AssertAsync(
        ["""
        internal class Outer
        {
            [Block] internal sealed partial class Inner { [Linear(4)] public partial Linear A { get; } }
        }
        """],
        [new("TKT0001", "Inner", "'Inner' cannot be generated: 'Outer' must be declared partial")],
        "CS9248");
}
