using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0013</summary>
public class NoLayersTests
{
    [Fact]
    public Task AModel() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M { }
        """,
        "TKT0013", "M", "M has no layers: declare at least one, such as [Linear(10)] public partial Linear Output { get; }");

    [Fact]
    public Task ABlock() => Errors.AssertAsync(
        """
        [Block] internal sealed partial class B { public int Number => 3; }
        """,
        "TKT0013", "B", "B has no layers: declare at least one, such as [Linear(10)] public partial Linear Output { get; }");
}
