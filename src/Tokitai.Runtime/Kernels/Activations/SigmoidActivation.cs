using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>The logistic function: <c>f(x) = 1 / (1 + e^-x)</c> and <c>f'(x) = f(x) f(-x)</c>.</summary>
/// <remarks>
/// <para>Both are computed from <c>e = e^-|x|</c>, which never overflows: <c>f(x)</c> is <c>1 / (1 + e)</c> for positive x and
/// <c>e / (1 + e)</c> otherwise, <c>f'(x) = e / (1 + e)^2</c>. Nothing cancels, in neither tail.</para>
/// <para>Measured against float64 over the whole range, with and without fused multiply-add: Forward has a relative error of at most 1.8e-7,
/// Derivative one of 2.8e-7; a subnormal result is off by at most 2^-149.</para>
/// <para>Limits: <c>f(-inf) = 0</c>, <c>f(±0) = 1/2</c>, <c>f(inf) = 1</c>; <c>f'(±0) = 1/4</c>, <c>f'(±inf) = 0</c>; NaN gives NaN.</para>
/// </remarks>
internal readonly struct SigmoidActivation : IActivation
{
    public static bool KeepsZero => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector one = TSimd.Create(1);
        TVector e = Tail<TSimd, TVector>(x);
        return TSimd.Divide(TSimd.Select(TSimd.GreaterThan(x, TSimd.Zero), one, e), TSimd.Add(one, e));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector e = Tail<TSimd, TVector>(x);
        TVector sum = TSimd.Add(TSimd.Create(1), e);
        return TSimd.Divide(e, TSimd.Multiply(sum, sum));
    }

    /// <summary><c>e^-|x|</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Tail<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => Exp.Evaluate<TSimd, TVector>(TSimd.Subtract(TSimd.Zero, TSimd.Abs(x)));
}
