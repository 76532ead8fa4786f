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
