using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0004</summary>
public class LayerTypeTests
{
    [Fact]
    public Task LinearOnAnotherClass() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial string A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Linear], so its type must be Linear, not string");

    [Fact]
    public Task LinearOnAnArray() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear[] A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Linear], so its type must be Linear, not Linear[]");

    [Fact]
    public Task LinearOnANullable() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear? A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Linear], so its type must be Linear, not Linear?");

    [Fact]
    public Task LinearOnARepeat() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { [Linear(3)] public partial Linear L { get; } }
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Repeat<B> A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Linear], so its type must be Linear, not Repeat<B>");

    [Fact]
    public Task RepeatOnALinear() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Repeat(4)] public partial Linear A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Repeat], so its type must be Repeat<...>, not Linear");

    [Fact]
    public Task RepeatOnAnArray() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Repeat(4)] public partial int[] A { get; }
        }
        """,
        "TKT0004", "A", "'A' has the attribute [Repeat], so its type must be Repeat<...>, not int[]");

    [Fact]
    public Task OnATypeParameter() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M<T>
        {
            [Linear(4)] public partial T A { get; }
        }
        """],
        [
            new("TKT0002", "M", "'M' cannot be a model or a block: it is generic"),
            new("TKT0004", "A", "'A' has the attribute [Linear], so its type must be Linear, not T"),
        ]);

    [Fact]
    public Task OnATypeThatDoesNotExistTheCompilerReports() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linaer A { get; }
        }
        """],
        [], "CS0246", "CS0246");
}
