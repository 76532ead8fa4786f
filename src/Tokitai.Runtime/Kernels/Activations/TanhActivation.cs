using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>The hyperbolic tangent: <c>f(x) = tanh(x)</c>, <c>f'(x) = 1 - tanh(x)^2</c>.</summary>
/// <remarks>
/// <para>With <c>a = |x|</c> and <c>m = e^(-2a) - 1</c>, <c>tanh(a) = -m / (2 + m)</c>, which keeps its relative accuracy near 0.
/// The derivative is <c>4e / (1 + e)^2</c> with <c>e = e^(-2a)</c>: <c>1 - tanh^2</c> itself would lose all digits in the tails.</para>
/// <para>Measured against float64 over the whole range, with (without) fused multiply-add: Forward has a relative error of at most 1.8e-7
/// (1.8e-7) and is x for subnormal x, Derivative one of 2.7e-7 (2.7e-7); a subnormal result of Derivative is off by at most 2^-149.</para>
/// <para>Limits: <c>f(±0) = ±0</c>, <c>f(±inf) = ±1</c>; <c>f'(±0) = 1</c>, <c>f'(±inf) = 0</c>; NaN gives NaN.</para>
/// </remarks>
internal readonly struct TanhActivation : IActivation
{
    /// <summary>From here on <c>4 e^(-2a)</c> is 0 in float32.</summary>
    private const float End = 53;

    public static bool KeepsZero => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector m = Expm1.Evaluate<TSimd, TVector>(TSimd.Multiply(TSimd.Create(-2), TSimd.Abs(x)));
        TVector minusTanh = TSimd.Divide(m, TSimd.Add(TSimd.Create(2), m));

        // The sign bit of x in front of the magnitude: the sign of a zero comes through.
        return TSimd.Select(TSimd.Create(-0f), x, minusTanh);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Min answers with its second operand where one is NaN.
        TVector held = TSimd.Min(TSimd.Create(End), TSimd.Abs(x));
        TVector four = Exp.EvaluateScaled<TSimd, TVector>(TSimd.Multiply(TSimd.Create(-2), held), 2);
        TVector sum = TSimd.MultiplyAdd(four, TSimd.Create(0.25f), TSimd.Create(1));
        return TSimd.Divide(four, TSimd.Multiply(sum, sum));
    }
}
