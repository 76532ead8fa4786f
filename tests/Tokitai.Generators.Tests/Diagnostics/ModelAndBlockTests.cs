using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0015</summary>
public class ModelAndBlockTests
{
    [Fact]
    public Task Both() => Errors.AssertAsync(
        """
        [Model(8), Block] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0015", "Block", "M is both a model and a block: remove one of the attributes");

    [Fact]
    public Task RepeatedByAnotherModel() => Errors.AssertAsync(
        """
        [Model(8), Block] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        [Model(8)] internal sealed partial class User { [Repeat(2)] public partial Repeat<M> R { get; } }
        """,
        "TKT0015", "Block", "M is both a model and a block: remove one of the attributes");
}
