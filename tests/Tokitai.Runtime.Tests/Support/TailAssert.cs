using System;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>What activations owe whose tail falls off with |x|: processors are slow at a vector with a subnormal number in it.</summary>
internal static class TailAssert
{
    /// <summary>No value is subnormal; beyond the end the function is x or 0, and its derivative 1 or 0.</summary>
    public static void EndsBeforeSubnormalValues<TActivation>(float end)
        where TActivation : IActivation
    {
        float[] x = FloatSweep.Dense(-40, 40, 100_003);
        foreach (SimdLevel level in VectorMap.Levels)
        {
            float[] forward = VectorMap.Forward<TActivation>(x, level), derivative = VectorMap.Derivative<TActivation>(x, level);
            Assert.DoesNotContain(forward, float.IsSubnormal);
            Assert.DoesNotContain(derivative, float.IsSubnormal);
            for (int i = 0; i < x.Length; i++)
            {
                if (Math.Abs(x[i]) <= end) continue;
                Assert.Equal(Math.Max(0, x[i]), forward[i]);
                Assert.Equal(x[i] > 0 ? 1 : 0, derivative[i]);
            }
        }
    }
}
