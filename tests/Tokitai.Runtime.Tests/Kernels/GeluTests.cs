using System;
using System.Linq;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The exact GELU and its derivative: accuracy over the whole range, limits, and equal bits at every width.</summary>
public class GeluTests(ITestOutputHelper output)
{
    /// <summary>What the design demands down to x = -5.</summary>
    private const double Relative = 1e-6;

    /// <summary>What the design demands below x = -5.</summary>
    private const double Tail = 1e-9;

    /// <summary>Three roundings near 1: the derivative's terms are of this size, also around its zero.</summary>
    private const double DerivativeAbsolute = 2e-7;

    /// <summary>Of a subnormal x even the exact half is no float: one unit of 2^-149 is allowed.</summary>
    private const double Subnormal = 1.4012984643248171e-45;

    private static readonly float[][] Sweeps =
    [
        FloatSweep.WholeRange(), FloatSweep.Dense(-16, 16, 1_000_003), FloatSweep.Dense(-1.5f, 1.5f, 500_009),
    ];

    /// <summary>Values by mpmath with 50 digits (eng/fit-gelu.py prints them); 1e-13 is what the reference promises.</summary>
    [Theory]
    [InlineData(-12.5, -4.6657053735971417e-35, -5.8316685544801554e-34)]
    [InlineData(-5, -1.4332578593959696e-6, -7.1469460017922946e-6)]
    [InlineData(-3, -0.0040496940948902836, -0.011945647204183927)]
    [InlineData(-0.75, -0.16997051428265115, 0.00077427826076489563)]
    [InlineData(-0.001, -0.00049960105778608894, 0.4992021157051586)]
    [InlineData(0.5, 0.34573123063700655, 0.86749512465616284)]
    [InlineData(3, 2.9959503059051097, 1.0119456472041839)]
    public void The_reference_is_right(double x, double gelu, double derivative)
    {
        Assert.Equal(1, NormalReference.Gelu(x) / gelu, 1e-13);
        Assert.Equal(derivative, NormalReference.GeluDerivative(x), 1e-13 * Math.Abs(x * gelu));
    }

    [Fact]
    public void Forward_is_accurate_over_the_whole_range()
    {
        foreach (float[] x in Sweeps)
        {
            double[] expected = [.. x.Select(v => NormalReference.Gelu(v))];
            foreach (SimdLevel level in VectorMap.Levels)
            {
                float[] actual = VectorMap.Forward<GeluActivation>(x, level);
                var body = new ErrorBound($"{level}, x >= -5, relative", Relative, relative: true);
                var tail = new ErrorBound($"{level}, x < -5, absolute", Tail, relative: false);
                var tiny = new ErrorBound($"{level}, subnormal, absolute", Subnormal, relative: false);
                for (int i = 0; i < x.Length; i++)
                {
                    if (float.IsNaN(x[i])) Assert.True(float.IsNaN(actual[i]));
                    else (x[i] < -5 ? tail : Math.Abs(x[i]) < 2.4e-38 ? tiny : body).Check(x[i], actual[i], expected[i]);
                }

                output.WriteLine($"{body}; {tail}; {tiny}");
                body.Verify();
                tail.Verify();
                tiny.Verify();
            }
        }
    }

    [Fact]
    public void Derivative_is_accurate_over_the_whole_range()
    {
        foreach (float[] x in Sweeps)
        {
            double[] expected = [.. x.Select(v => NormalReference.GeluDerivative(v))];
            foreach (SimdLevel level in VectorMap.Levels)
            {
                float[] actual = VectorMap.Derivative<GeluActivation>(x, level);
                var absolute = new ErrorBound($"{level}, absolute", DerivativeAbsolute, relative: false);
                var relative = new ErrorBound($"{level}, x >= -5 but not in [-1, -0.5], relative", Relative, relative: true);
                var tail = new ErrorBound($"{level}, x < -5, absolute", Tail, relative: false);
                for (int i = 0; i < x.Length; i++)
                {
                    if (float.IsNaN(x[i])) Assert.True(float.IsNaN(actual[i]));
                    else absolute.Check(x[i], actual[i], expected[i]);
                    if (x[i] < -5) tail.Check(x[i], actual[i], expected[i]);
                    else if (x[i] is < -1 or > -0.5f) relative.Check(x[i], actual[i], expected[i]);
                }

                output.WriteLine($"{absolute}; {relative}; {tail}");
                absolute.Verify();
                relative.Verify();
                tail.Verify();
            }
        }
    }

    [Fact]
    public void The_tail_ends_before_its_values_are_subnormal() => TailAssert.EndsBeforeSubnormalValues<GeluActivation>(11.5f);

    [Fact]
    public void Forward_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, 1e-30f, -1e-30f, float.NaN];
        float[] expected = [0f, -0f, float.PositiveInfinity, 0f, float.MaxValue, 0f, 5e-31f, -5e-31f, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) BitAssert.Equal(expected, VectorMap.Forward<GeluActivation>(x, level));
    }

    [Fact]
    public void Derivative_has_exact_limits()
    {
        float[] x = [0f, -0f, float.PositiveInfinity, float.NegativeInfinity, float.MaxValue, float.MinValue, float.NaN];
        float[] expected = [0.5f, 0.5f, 1, 0, 1, 0, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Derivative<GeluActivation>(x, level));
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width()
    {
        if (!SimdDispatch.IsFused) return;
        float[] x = Sweeps[0];
        float[] forward = VectorMap.Forward<GeluActivation>(x, SimdLevel.Vector128);
        float[] derivative = VectorMap.Derivative<GeluActivation>(x, SimdLevel.Vector128);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            BitAssert.Equal(forward, VectorMap.Forward<GeluActivation>(x, level));
            BitAssert.Equal(derivative, VectorMap.Derivative<GeluActivation>(x, level));
        }
    }
}
