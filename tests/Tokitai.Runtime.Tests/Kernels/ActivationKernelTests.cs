using System;
using System.Linq;
using Tokitai.Kernels;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Activations by themselves, over panels: every element, and nothing but padding that stays zero behind the last one.</summary>
public sealed unsafe class ActivationKernelTests
{
    private static readonly WorkerPool[] Pools = [new(1), new(3), new(2, isBackward: true)];

    private static readonly (int Batch, int Features)[] Shapes = [(1, 1), (2, 16), (3, 21), (8, 32), (7, 2100), (33, 257)];

    public static TheoryData<ActivationKind> Kinds() => [.. Enum.GetValues<ActivationKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Forward_maps_every_element(ActivationKind activation)
    {
        foreach ((int batch, int features) in Shapes)
        {
            float[] x = [.. Values.Uniform(batch * features, 1).Select(value => 6 * value)];
            foreach (WorkerPool pool in Pools)
            {
                foreach (SimdLevel simd in VectorMap.Levels)
                {
                    using Panels input = new(x, batch, features), output = new(batch, features);
                    ActivationForward.Run(pool, simd, batch, features, activation, input.Pointer, output.Pointer);
                    BitAssert.Equal(Forward(activation, x, simd), output.ToRows());
                    Assert.True(output.PaddingIsZero(), $"{simd}, {batch} x {features}");
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Backward_multiplies_every_element_with_the_derivative(ActivationKind activation)
    {
        foreach ((int batch, int features) in Shapes)
        {
            float[] x = [.. Values.Uniform(batch * features, 1).Select(value => 6 * value)], dy = Values.Uniform(batch * features, 2);
            foreach (WorkerPool pool in Pools)
            {
                foreach (SimdLevel simd in VectorMap.Levels)
                {
                    using Panels input = new(x, batch, features), gradient = new(dy, batch, features);
                    ActivationBackward.Run(pool, simd, batch, features, activation, input.Pointer, gradient.Pointer);
                    float[] expected = [.. Derivative(activation, x, simd).Zip(dy, (derivative, g) => g * derivative)];
                    BitAssert.Equal(expected, gradient.ToRows());
                    Assert.True(gradient.PaddingIsZero(), $"{simd}, {batch} x {features}");
                }
            }
        }
    }

    [Fact]
    public void An_undefined_activation_is_an_error()
    {
        using Panels panels = new([1], 1, 1);
        float* pointer = panels.Pointer;
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => ActivationForward.Run(Pools[0], SimdDispatch.Level, 1, 1, (ActivationKind)7, pointer, pointer));
        Assert.Contains("The activation is 7, which is no value of ActivationKind.", error.Message);
    }

    private static float[] Forward(ActivationKind activation, float[] x, SimdLevel simd) => activation switch
    {
        ActivationKind.None => VectorMap.Forward<IdentityActivation>(x, simd),
        ActivationKind.Relu => VectorMap.Forward<ReluActivation>(x, simd),
        ActivationKind.Gelu => VectorMap.Forward<GeluActivation>(x, simd),
        ActivationKind.GeluTanh => VectorMap.Forward<GeluTanhActivation>(x, simd),
        ActivationKind.Silu => VectorMap.Forward<SiluActivation>(x, simd),
        ActivationKind.Tanh => VectorMap.Forward<TanhActivation>(x, simd),
        ActivationKind.Sigmoid => VectorMap.Forward<SigmoidActivation>(x, simd),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };

    private static float[] Derivative(ActivationKind activation, float[] x, SimdLevel simd) => activation switch
    {
        ActivationKind.None => VectorMap.Derivative<IdentityActivation>(x, simd),
        ActivationKind.Relu => VectorMap.Derivative<ReluActivation>(x, simd),
        ActivationKind.Gelu => VectorMap.Derivative<GeluActivation>(x, simd),
        ActivationKind.GeluTanh => VectorMap.Derivative<GeluTanhActivation>(x, simd),
        ActivationKind.Silu => VectorMap.Derivative<SiluActivation>(x, simd),
        ActivationKind.Tanh => VectorMap.Derivative<TanhActivation>(x, simd),
        ActivationKind.Sigmoid => VectorMap.Derivative<SigmoidActivation>(x, simd),
        _ => throw new ArgumentOutOfRangeException(nameof(activation)),
    };
}
