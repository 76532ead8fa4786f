using System.Linq;
using DenseVsMoe.Report.Charts;
using Xunit;

namespace Tokitai.Study.Tests.Report;

public sealed class LinearAxisTests
{
    [Theory]
    [InlineData(0, 2000, "0 500 1,000 1,500 2,000")]
    [InlineData(1.92, 2.55, "2.0 2.1 2.2 2.3 2.4 2.5")]
    [InlineData(-0.011, 0.04, "-0.01 0.00 0.01 0.02 0.03 0.04")]
    [InlineData(0, 6, "0 1 2 3 4 5 6")]
    public void Marks_are_round(double low, double high, string expected) =>
        Assert.Equal(expected.Split(' '), new LinearAxis(low, high, 0, 100).Ticks().Select(tick => tick.Text));

    [Fact]
    public void Values_lie_between_the_ends_in_proportion()
    {
        var axis = new LinearAxis(1, 3, 500, 100);
        Assert.Equal(500, axis.Place(1));
        Assert.Equal(300, axis.Place(2));
        Assert.Equal(100, axis.Place(3));
        Assert.All(axis.Ticks(), tick => Assert.InRange(tick.Place, 100, 500));
    }
}
