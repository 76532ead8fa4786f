using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The logistic function and its derivative: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class SigmoidTests(ITestOutputHelper output)
{
    /// <summary>An exponential (9e-8), a sum and a quotient; the derivative rounds twice more.</summary>
    private const double Forward = 2.5e-7, Derivative = 4e-7;

    private static readonly float[][] Sweeps = [FloatSweep.WholeRange(), FloatSweep.Dense(-105, 105, 1_000_003), FloatSweep.Dense(-2, 2, 300_007)];

    /// <summary>Values by mpmath with 50 digits (eng/activation-values.py prints them).</summary>
    [Theory]
    [InlineData(-30, 9.357622968839299e-14, 9.3576229688384233e-14)]
    [InlineData(-5, 0.0066928509242848556, 0.0066480566707901549)]
    [InlineData(-3, 0.047425873177566781, 0.045176659730912133)]
    [InlineData(-0.75, 0.32082130082460703, 0.21789499376181403)]
    [InlineData(-0.001, 0.49975000002083333, 0.24999993750001042)]
    [InlineData(0.5, 0.62245933120185456, 0.23500371220159449)]
    [InlineData(3, 0.95257412682243322, 0.045176659730912133)]
    public void The_reference_is_right(double x, double value, double derivative)
    {
        Assert.Equal(1, ActivationReference.Sigmoid(x) / value, 1e-14);
        Assert.Equal(1, ActivationReference.SigmoidDerivative(x) / derivative, 1e-14);
    }

    [Fact]
    public void Forward_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Forward<SigmoidActivation>, ActivationReference.Sigmoid,
        ErrorZone.RelativeWhere("everywhere", Forward, _ => true), ErrorZone.Subnormal(1));

    [Fact]
    public void Derivative_is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.Derivative<SigmoidActivation>, ActivationReference.SigmoidDerivative,
        ErrorZone.RelativeWhere("everywhere", Derivative, _ => true), ErrorZone.Subnormal(1));

    [Fact]
    public void Forward_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-30f, -1e-30f, float.NaN];
        float[] expected = [0.5f, 0.5f, 1, 0, 1, 0, 0.5f, 0.5f, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Forward<SigmoidActivation>(x, level));
    }

    [Fact]
    public void Derivative_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.NaN];
        float[] expected = [0.25f, 0.25f, 0, 0, 0, 0, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Derivative<SigmoidActivation>(x, level));
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        BitAssert.SameAtEveryWidth(VectorMap.Forward<SigmoidActivation>, Sweeps[0]);
        BitAssert.SameAtEveryWidth(VectorMap.Derivative<SigmoidActivation>, Sweeps[0]);
    }
}
