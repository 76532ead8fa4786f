using System;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Tests.Support;
using Xunit;

namespace Tokitai.Tests.Kernels;

/// <summary>Each derivative against finite differences of the function in float64, which know nothing of the derivative's formula.</summary>
public class ActivationDerivativeTests
{
    private const double Step = 1e-4;

    /// <summary>A kernel's own error is up to 1.3e-7, that of the differences step^2/6 times a third derivative of at most 2: 3.4e-9.</summary>
    private const double Tolerance = 2e-7;

    private static readonly float[] X = FloatSweep.Dense(-12, 12, 9_973);

    [Fact]
    public void Of_gelu() => Check<GeluActivation>(NormalReference.Gelu);

    [Fact]
    public void Of_the_tanh_form_of_gelu() => Check<GeluTanhActivation>(ActivationReference.GeluTanh);

    [Fact]
    public void Of_silu() => Check<SiluActivation>(ActivationReference.Silu);

    [Fact]
    public void Of_tanh() => Check<TanhActivation>(ActivationReference.Tanh);

    [Fact]
    public void Of_sigmoid() => Check<SigmoidActivation>(ActivationReference.Sigmoid);

    private static void Check<TActivation>(Func<double, double> function)
        where TActivation : IActivation
    {
        float[] derivative = VectorMap.Derivative<TActivation>(X, SimdDispatch.Level);
        var bound = new ErrorBound(typeof(TActivation).Name, Tolerance, relative: false);
        for (int i = 0; i < X.Length; i++) bound.Check(X[i], derivative[i], (function(X[i] + Step) - function(X[i] - Step)) / (2 * Step));
        bound.Verify();
    }
}
