using System;
using DenseVsMoe.Statistics;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Statistics;

public sealed class StudentTTests
{
    /// <summary>The quantile of the normal distribution is given with seven digits, and a million degrees of freedom add 2e-6.</summary>
    private const double NormalTolerance = 5e-6;

    /// <summary>The table gives three decimals.</summary>
    private const double TableTolerance = 5e-4;

    /// <summary>SciPy 1.10 inverts the distribution function (Cephes' stdtrit) to about 5e-9.</summary>
    private const double SciPyTolerance = 1e-8;

    /// <summary>Two-sided 5 % and 1 % points, from Abramowitz and Stegun, table 26.10.</summary>
    [Theory]
    [InlineData(0.95, 1, 12.706)]
    [InlineData(0.95, 2, 4.303)]
    [InlineData(0.95, 3, 3.182)]
    [InlineData(0.95, 4, 2.776)]
    [InlineData(0.95, 9, 2.262)]
    [InlineData(0.95, 30, 2.042)]
    [InlineData(0.99, 4, 4.604)]
    public void Critical_values_are_those_of_the_tables(double confidence, int degreesOfFreedom, double expected) =>
        Assert.InRange(StudentT.CriticalValue(confidence, degreesOfFreedom), expected - TableTolerance, expected + TableTolerance);

    [Fact]
    public void Critical_values_are_those_of_scipy()
    {
        string[][] lines = [.. ReferenceFile.Read("critical-values.txt")];
        Assert.Equal(50, lines.Length);
        Assert.All(lines, line =>
        {
            double expected = ReferenceFile.Number(line[2]);
            double actual = StudentT.CriticalValue(ReferenceFile.Number(line[0]), int.Parse(line[1]));
            Assert.InRange(actual / expected, 1 - SciPyTolerance, 1 + SciPyTolerance);
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(8)]
    public void The_probability_at_a_critical_value_is_the_confidence(int degreesOfFreedom)
    {
        foreach (double confidence in new[] { 0.01, 0.5, 0.95, 0.9999 })
        {
            Assert.Equal(confidence, StudentT.Central(StudentT.CriticalValue(confidence, degreesOfFreedom), degreesOfFreedom), 12);
        }

        Assert.Equal(0, StudentT.Central(0, degreesOfFreedom));
    }

    [Fact]
    public void Many_degrees_of_freedom_approach_the_normal_distribution() =>
        Assert.InRange(StudentT.CriticalValue(0.95, 1_000_000), 1.959964 - NormalTolerance, 1.959964 + NormalTolerance);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_confidence_outside_of_0_to_1_is_refused(double confidence) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.CriticalValue(confidence, 3));

    [Fact]
    public void No_degree_of_freedom_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.CriticalValue(0.95, 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => StudentT.Central(1, 0));
    }
}
