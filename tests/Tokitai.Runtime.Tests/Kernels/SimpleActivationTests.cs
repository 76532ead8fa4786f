using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>The activations that are exact: identity and ReLU.</summary>
public class SimpleActivationTests
{
    private static readonly float[] X = [-2f, -0f, 0f, 3f, float.Epsilon, float.MinValue, float.MaxValue,
        float.NegativeInfinity, float.PositiveInfinity, float.NaN];

    [Fact]
    public void Identity_returns_its_argument()
    {
        foreach (SimdLevel level in VectorMap.Levels)
        {
            BitAssert.Equal(X, VectorMap.Forward<IdentityActivation>(X, level));
            Assert.All(VectorMap.Derivative<IdentityActivation>(X, level), d => Assert.Equal(1, d));
        }
    }

    [Fact]
    public void Relu_clips_negatives_and_lets_NaN_through()
    {
        float[] expected = [0f, 0f, 0f, 3f, float.Epsilon, 0f, float.MaxValue, 0f, float.PositiveInfinity, float.NaN];
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Forward<ReluActivation>(X, level));
    }

    [Fact]
    public void Relu_has_derivative_0_at_0()
    {
        float[] expected = [0, 0, 0, 1, 1, 0, 1, 0, 1, 0];
        foreach (SimdLevel level in VectorMap.Levels) Assert.Equal(expected, VectorMap.Derivative<ReluActivation>(X, level));
    }
}
