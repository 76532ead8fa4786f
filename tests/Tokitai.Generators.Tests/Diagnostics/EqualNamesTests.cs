using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0019</summary>
public class EqualNamesTests
{
    [Fact]
    public Task ButForTheFirstLetter() => Errors.AssertAsync(
        """
        [Model(8)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear Up { get; }
            [Linear(4)] public partial Linear up { get; }
        }
        """,
        "TKT0019", "up", "'Up' and 'up' would both name their parameters 'up...'");
}
