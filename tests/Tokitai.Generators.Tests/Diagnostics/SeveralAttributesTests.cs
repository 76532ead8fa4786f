using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0006</summary>
public class SeveralAttributesTests
{
    [Fact]
    public Task LinearAndRepeat() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4), Repeat(2)] public partial Linear A { get; }
        }
        """,
        "TKT0006", "Repeat(2)", "'A' has 2 layer attributes: a property is one layer");

    [Fact]
    public Task TwiceTheSameIsTheCompilersToReport() => Errors.AssertAsync(
        ["""
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)]
            [Linear(5)] public partial Linear A { get; }
        }
        """],
        [], "CS0579");
}
