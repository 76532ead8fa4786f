using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0010</summary>
public class BudgetRangeTests
{
    [Fact]
    public Task Reversed() => Errors.AssertAsync(
        """
        [Model(8), ParameterBudget(2_000, 1_000)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0010", "ParameterBudget(2_000, 1_000)", "The parameter budget of M is no range: from 2,000 to 1,000");

    [Fact]
    public Task Negative() => Errors.AssertAsync(
        """
        [Model(8), ParameterBudget(-1, 1_000)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0010", "ParameterBudget(-1, 1_000)", "The parameter budget of M is no range: from -1 to 1,000");
}
