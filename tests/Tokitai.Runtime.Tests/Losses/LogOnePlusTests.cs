using System;
using Tokitai.Losses;
using Xunit;

namespace Tokitai.Tests.Losses;

/// <summary>The logarithm of one plus something small.</summary>
public class LogOnePlusTests
{
    /// <summary>A few roundings of double.</summary>
    private const double Tolerance = 1e-15;

    [Fact]
    public void Small_arguments_follow_the_series()
    {
        for (double x = 5e-5; x > 0; x *= 0.37)
        {
            // The next term is below 2e-18 of the first.
            double expected = x * (1 - (x * ((1 / 2.0) - (x * ((1 / 3.0) - (x / 4))))));
            Assert.True(Math.Abs(LogOnePlus.Of(x) - expected) <= Math.Max(expected * Tolerance, double.Epsilon), $"{x}");
        }
    }

    /// <summary><c>log(1 + x) = 2 artanh(x / (2 + x))</c>, which does not form the sum.</summary>
    [Fact]
    public void All_others_follow_the_hyperbolic_tangent()
    {
        for (double x = 5e-5; x < 1e5; x *= 1.01) Assert.Equal(1, LogOnePlus.Of(x) / (2 * Math.Atanh(x / (2 + x))), 1e-11);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(double.PositiveInfinity, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Has_exact_limits(double x, double expected) => Assert.Equal(expected, LogOnePlus.Of(x));
}
