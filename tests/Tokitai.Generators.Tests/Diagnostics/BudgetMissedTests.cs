using System.Threading.Tasks;
using Tokitai.Generators.Tests.Support;
using Xunit;

namespace Tokitai.Generators.Tests.Diagnostics;

/// <summary>TKT0009</summary>
public class BudgetMissedTests
{
    [Fact]
    public Task TooMany() => Errors.AssertAsync(
        """
        [Model(8), ParameterBudget(1, 35)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0009", "ParameterBudget(1, 35)", "M has 36 parameters, outside its budget of 1 to 35");

    [Fact]
    public Task TooFew() => Errors.AssertAsync(
        """
        [Model(8), ParameterBudget(1_000, 2_000)] internal sealed partial class M
        {
            [Linear(4)] public partial Linear A { get; }
        }
        """,
        "TKT0009", "ParameterBudget(1_000, 2_000)", "M has 36 parameters, outside its budget of 1,000 to 2,000");
}
