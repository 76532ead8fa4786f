using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The tanh form of GELU and its derivative: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class GeluTanhTests(ITestOutputHelper output)
{
    /// <summary>What the design demands of GELU down to x = -5.</summary>
    private const double Relative = 1e-6;

    /// <summary>What the design demands of GELU below x = -5.</summary>
    private const double Tail = 1e-9;

    /// <summary>Three roundings near 1: the derivative's terms are of this size, also around its zero at -0.7525.</summary>
    private const double DerivativeAbsolute = 2e-7;

    private static readonly float[][] Sweeps =
    [
        FloatSweep.WholeRange(), FloatSweep.Dense(-11, 11, 1_000_003), FloatSweep.Dense(-1.5f, 1.5f, 500_009),
    ];

    /// <summary>
    /// Values by mpmath with 50 digits (eng/activation-values.py prints them); the exponent of up to 83 costs the reference two digits.
    /// </summary>
    [Theory]
    [InlineData(-10, -1.204092348209806e-37, -2.7576380638540316e-36)]
    [InlineData(-5, -2.291796196629506e-7, -1.5463619875325946e-6)]
    [InlineData(-3, -0.0036373920817730188, -0.011584166630969726)]
    [InlineData(-0.75, -0.1700394448343797, 0.0010617438625857023)]
    [InlineData(-0.001, -0.00049960105778641803, 0.49920211570647498)]
    [InlineData(0.5, 0.34571400982514392, 0.86736990353464231)]
    [InlineData(3, 2.996362607918227, 1.0115841666309697)]
    public void The_reference_is_right(double x, double value, double derivative)
    {
        Assert.Equal(1, ActivationReference.GeluTanh(x) / value, 1e-13);
        Assert.Equal(1, ActivationReference.GeluTanhDerivative(x) / derivative, 1e-12);
    }

    [Fact]
    public void Forward_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Forward<GeluTanhActivation>, ActivationReference.GeluTanh,
        ErrorZone.RelativeWhere("x >= -5", Relative, x => x >= -5),
        ErrorZone.AbsoluteWhere("x < -5", Tail, x => x < -5), ErrorZone.Subnormal(1, from: -5));

    [Fact]
    public void Derivative_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Derivative<GeluTanhActivation>, ActivationReference.GeluTanhDerivative,
        ErrorZone.AbsoluteWhere("everywhere", DerivativeAbsolute, _ => true),
        ErrorZone.RelativeWhere("x >= -5 but not in [-1, -0.5]", Relative, x => x >= -5 && x is < -1 or > -0.5f),
        ErrorZone.AbsoluteWhere("x < -5", Tail, x => x < -5));

    [Fact]
    public void The_tail_ends_before_its_values_are_subnormal() => TailAssert.EndsBeforeSubnormalValues<GeluTanhActivation>(9);

    [Fact]
    public void Forward_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-30f, -1e-30f, float.NaN];
        float[] expected = [0f, -0f, float.PositiveInfinity, 0f, float.MaxValue, 0f, 5e-31f, -5e-31f, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Forward<GeluTanhActivation>(x, level));
    }

    [Fact]
    public void Derivative_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.NaN];
        float[] expected = [0.5f, 0.5f, 1, 0, 1, 0, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Derivative<GeluTanhActivation>(x, level));
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        BitAssert.SameAtEveryWidth(VectorMap.Forward<GeluTanhActivation>, Sweeps[0]);
        BitAssert.SameAtEveryWidth(VectorMap.Derivative<GeluTanhActivation>, Sweeps[0]);
    }
}
