using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>
/// The lower tail of the standard normal distribution, <c>Phi(-a) = erfc(a / sqrt 2) / 2</c> for <c>a &gt;= 0</c>, as the
/// product of <c>e^(-a^2/2)</c> and the slowly varying <c>R(a) = Phi(-a) e^(a^2/2)</c>. Taking the tail as a product, and not
/// as <c>(1 - erf)/2</c>, keeps its relative accuracy as far as it goes.
/// </summary>
internal static class NormalTail
{
    /// <summary>From here on the tail is taken for 0: <c>a T</c> is below 8e-30 and <c>a phi</c> below 1e-28. See <see cref="TailEnd"/>.</summary>
    public const float End = 11.5f;

    /// <summary><c>e^(-a^2/2)</c> for <c>0 &lt;= a &lt;= End</c>.</summary>
    /// <remarks>
    /// At a = 5 the rounding of <c>a^2</c> alone would cost 7.5e-7, so what it takes away goes along.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Gaussian<TSimd, TVector>(TVector a)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector square = TSimd.Multiply(a, a);
        return Exp.EvaluateNegatedHalf<TSimd, TVector>(square, TSimd.ProductError(a, a, square));
    }

    /// <summary><c>R(a)</c> for <c>0 &lt;= a &lt;= End</c>.</summary>
    /// <remarks>
    /// A quotient of polynomials of degree 3 and 4, 7e-8 from exact up to a = 5.6, where the tail is 1e-8, with these coefficients
    /// (eng/fit-gelu.py derives them); it leaves the exact value slowly beyond, where the tail falls fast. All coefficients are positive, so no
    /// sum cancels, and <c>R(0)</c> is 1/2 to the bit.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Ratio<TSimd, TVector>(TVector a)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector p = TSimd.MultiplyAdd(TSimd.Create(0.0132461758f), a, TSimd.Create(0.102716714f));
        p = TSimd.MultiplyAdd(p, a, TSimd.Create(0.331259847f));
        p = TSimd.MultiplyAdd(p, a, TSimd.Create(0.5f));

        TVector q = TSimd.MultiplyAdd(TSimd.Create(0.0332267284f), a, TSimd.Create(0.256863683f));
        q = TSimd.MultiplyAdd(q, a, TSimd.Create(0.870689809f));
        q = TSimd.MultiplyAdd(q, a, TSimd.Create(1.46040225f));
        q = TSimd.MultiplyAdd(q, a, TSimd.Create(1));
        return TSimd.Divide(p, q);
    }
}
