using System;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>SiLU and its derivative: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class SiluTests(ITestOutputHelper output)
{
    /// <summary>An exponential (9e-8), a sum, a quotient and two products; the derivative's second factor adds three roundings.</summary>
    private const double Forward = 4e-7, Derivative = 8e-7;

    /// <summary>Three roundings near 1: the derivative's terms are of this size, also around its zero at -1.2785.</summary>
    private const double DerivativeAbsolute = 2e-7;

    private static readonly float[][] Sweeps = [FloatSweep.WholeRange(), FloatSweep.Dense(-111, 111, 1_000_003), FloatSweep.Dense(-2, 2, 300_007)];

    /// <summary>Values by mpmath with 50 digits (eng/activation-values.py prints them).</summary>
    [Theory]
    [InlineData(-30, -2.8072868906517897e-12, -2.713710660963134e-12)]
    [InlineData(-5, -0.033464254621424278, -0.026547432429665919)]
    [InlineData(-3, -0.14227761953270034, -0.088104106015169617)]
    [InlineData(-0.75, -0.24061597561845527, 0.1574000555032465)]
    [InlineData(-0.001, -0.00049975000002083333, 0.49950000008333332)]
    [InlineData(0.5, 0.31122966560092728, 0.73996118730265181)]
    [InlineData(3, 2.8577223804672997, 1.0881041060151696)]
    public void The_reference_is_right(double x, double value, double derivative)
    {
        Assert.Equal(1, ActivationReference.Silu(x) / value, 1e-14);
        Assert.Equal(derivative, ActivationReference.SiluDerivative(x), 1e-14 * Math.Abs(value));
    }

    [Fact]
    public void Forward_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Forward<SiluActivation>, ActivationReference.Silu,
        ErrorZone.RelativeWhere("everywhere", Forward, _ => true), ErrorZone.Subnormal(2));

    [Fact]
    public void Derivative_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Derivative<SiluActivation>, ActivationReference.SiluDerivative,
        ErrorZone.AbsoluteWhere("everywhere", DerivativeAbsolute, _ => true),
        ErrorZone.RelativeWhere("not in [-1.6, -1]", Derivative, x => x is < -1.6f or > -1), ErrorZone.Subnormal(2));

    [Fact]
    public void Forward_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-30f, -1e-30f, float.NaN];
        float[] expected = [0f, -0f, float.PositiveInfinity, 0f, float.MaxValue, 0f, 5e-31f, -5e-31f, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Forward<SiluActivation>(x, level));
    }

    [Fact]
    public void Derivative_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.NaN];
        float[] expected = [0.5f, 0.5f, 1, 0, 1, 0, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Derivative<SiluActivation>(x, level));
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        BitAssert.SameAtEveryWidth(VectorMap.Forward<SiluActivation>, Sweeps[0]);
        BitAssert.SameAtEveryWidth(VectorMap.Derivative<SiluActivation>, Sweeps[0]);
    }
}
