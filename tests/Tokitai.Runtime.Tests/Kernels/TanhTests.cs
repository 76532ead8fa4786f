using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The hyperbolic tangent and its derivative: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class TanhTests(ITestOutputHelper output)
{
    /// <summary>An exponential (9e-8) or <c>e^x - 1</c> (9e-8), a sum and a quotient; the derivative rounds once more.</summary>
    private const double Forward = 2.4e-7, Derivative = 4e-7;

    private static readonly float[][] Sweeps = [FloatSweep.WholeRange(), FloatSweep.Dense(-54, 54, 1_000_003), FloatSweep.Dense(-1, 1, 300_007)];

    /// <summary>Values by mpmath with 50 digits (eng/activation-values.py prints them).</summary>
    [Theory]
    [InlineData(-30, -1.0, 3.5026043050786081e-26)]
    [InlineData(-5, -0.99990920426259513, 0.00018158323094380668)]
    [InlineData(-3, -0.99505475368673045, 0.0098660371654401913)]
    [InlineData(-0.75, -0.63514895238728732, 0.59658580828133143)]
    [InlineData(-0.001, -0.0009999996666668, 0.99999900000066667)]
    [InlineData(0.5, 0.46211715726000976, 0.78644773296592741)]
    [InlineData(3, 0.99505475368673045, 0.0098660371654401913)]
    public void The_reference_is_right(double x, double value, double derivative)
    {
        Assert.Equal(1, ActivationReference.Tanh(x) / value, 1e-14);
        Assert.Equal(1, ActivationReference.TanhDerivative(x) / derivative, 1e-14);
    }

    [Fact]
    public void Forward_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Forward<TanhActivation>, ActivationReference.Tanh,
        ErrorZone.RelativeWhere("everywhere", Forward, _ => true), ErrorZone.Subnormal(0));

    [Fact]
    public void Derivative_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Derivative<TanhActivation>, ActivationReference.TanhDerivative,
        ErrorZone.RelativeWhere("everywhere", Derivative, _ => true), ErrorZone.Subnormal(1));

    [Fact]
    public void Forward_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-30f, -1e-30f, float.NaN];
        float[] expected = [0f, -0f, 1, -1, 1, -1, 1e-30f, -1e-30f, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Forward<TanhActivation>(x, level));
    }

    [Fact]
    public void Derivative_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.NaN];
        float[] expected = [1, 1, 0, 0, 0, 0, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Derivative<TanhActivation>(x, level));
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        BitAssert.SameAtEveryWidth(VectorMap.Forward<TanhActivation>, Sweeps[0]);
        BitAssert.SameAtEveryWidth(VectorMap.Derivative<TanhActivation>, Sweeps[0]);
    }
}
