using System;
using System.Linq;
using DenseVsMoe.Data;
using Xunit;

namespace Tokitai.Study.Tests.Data;

public sealed class PortableMathTests
{
    /// <summary>Two units in the last place.</summary>
    private const double Tolerance = 4.5e-16;

    [Fact]
    public void The_exponential_is_the_systems_to_two_units_in_the_last_place()
    {
        for (int i = -70_000; i <= 70_000; i += 7)
        {
            double x = i / 100.0;
            Assert.InRange(PortableMath.Exp(x) / Math.Exp(x), 1 - Tolerance, 1 + Tolerance);
        }

        Assert.Equal(1, PortableMath.Exp(0));
    }

    [Theory]
    [InlineData(0.5, 0x3FFA61298E1E069CL)]
    [InlineData(-3.75, 0x3F981509354F0D29L)]
    public void Its_bits_are_fixed(double x, long bits) => Assert.Equal(bits, BitConverter.DoubleToInt64Bits(PortableMath.Exp(x)));

    [Theory]
    [InlineData(701)]
    [InlineData(double.NaN)]
    [InlineData(double.NegativeInfinity)]
    public void What_it_cannot_represent_is_refused(double x) => Assert.Throws<ArgumentOutOfRangeException>(() => PortableMath.Exp(x));

    [Fact]
    public void Sigmoids_of_opposite_logits_add_up_to_one()
    {
        foreach (double x in new[] { 0, 1e-9, 0.3, 2, 40 }) Assert.Equal(1, PortableMath.Sigmoid(x) + PortableMath.Sigmoid(-x), 15);
        Assert.InRange(PortableMath.Sigmoid(-40) / Math.Exp(-40), 1 - 1e-15, 1 + 1e-15);
    }

    [Fact]
    public void Softmax_does_not_overflow_and_adds_up_to_one()
    {
        double[] values = [1000, 1001, 400];
        PortableMath.Softmax(values);
        Assert.Equal(1, values.Sum(), 15);
        Assert.Equal(Math.E, values[1] / values[0], 13);
    }
}
