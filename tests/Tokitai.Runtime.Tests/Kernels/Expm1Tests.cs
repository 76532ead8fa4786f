using System;
using System.Linq;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;
using Xunit.Abstractions;

namespace Tokitai.Tests.Kernels;

/// <summary>The vector <c>e^x - 1</c> for negative arguments: accuracy down to the smallest, limits, and equal bits at every width.</summary>
public class Expm1Tests(ITestOutputHelper output)
{
    /// <summary>One unit in the last place, in the worst position within a power of two.</summary>
    private const double Relative = 1.2e-7;

    private static readonly float[][] Sweeps =
    [
        [.. FloatSweep.WholeRange().Where(x => !(x > 0))], FloatSweep.Dense(-27, 0, 1_000_003), FloatSweep.Dense(-1, 0, 300_007),
    ];

    [Fact]
    public void Is_accurate_over_the_whole_range() => ErrorZone.Verify(
        output, Sweeps, VectorMap.ExponentialMinusOne, Reference,
        ErrorZone.RelativeWhere("everywhere", Relative, _ => true), ErrorZone.Subnormal(0));

    [Theory]
    [InlineData(0f, 0f)]
    [InlineData(-float.Epsilon, -float.Epsilon)]
    [InlineData(-1e-20f, -1e-20f)]
    [InlineData(-18f, -1f)]
    [InlineData(float.MinValue, -1f)]
    [InlineData(float.NegativeInfinity, -1f)]
    [InlineData(float.NaN, float.NaN)]
    public void Has_exact_limits(float x, float expected)
    {
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.ExponentialMinusOne([x], level)[0]);
    }

    [Fact]
    public void Gives_the_same_bits_at_every_width() => BitAssert.SameAtEveryWidth(VectorMap.ExponentialMinusOne, Sweeps[0]);

    /// <summary><c>e^x - 1 = 2 e^(x/2) sinh(x/2)</c>: a product, so nothing cancels.</summary>
    private static double Reference(double x) => x < -100 ? -1 : 2 * Math.Exp(x / 2) * Math.Sinh(x / 2);
}
