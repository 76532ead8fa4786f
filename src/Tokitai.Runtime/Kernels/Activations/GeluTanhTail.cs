using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>
/// The exponential <c>e^-v</c> that the tanh form of GELU is made of, for <c>v(a) = 2 sqrt(2/pi) (a + 0.044715 a^3)</c> and
/// <c>a &gt;= 0</c>.
/// </summary>
internal static class GeluTanhTail
{
    /// <summary>From here on <c>e^-v</c>, below 2e-29, is taken for 0. See <see cref="TailEnd"/>.</summary>
    public const float End = 9;

    // v = a (k0 + k1 a^2), both coefficients in two parts of which the first has 12 bits; together 3e-12 and 4e-14 from exact.
    private const float K0High = 1.595703125f;
    private const float K0Low = 6.59966026e-5f;
    private const float K1High = 0.07135009765625f;
    private const float K1Low = 4.71861631e-6f;

    private const float K0 = K0High + K0Low;
    private const float K1 = K1High + K1Low;
    private const float TripleK1 = 0.214064449f;

    /// <summary><c>v'(a)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ExponentDerivative<TSimd, TVector>(TVector a)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.MultiplyAdd(TSimd.Multiply(a, a), TSimd.Create(TripleK1), TSimd.Create(K0));

    /// <summary><c>e^-v(a)</c> for <c>0 &lt;= a &lt;= End</c>.</summary>
    /// <remarks>
    /// v is 17 at a = 5, where a float is 2e-6 wide: it is formed as a leading part and a rest that is about 2^-10 of it. Every leading
    /// product has two factors of 12 bits and is exact (Dekker: "A Floating-Point Technique for Extending the Available Precision",
    /// 1971); this needs no fused multiply-add.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Exponential<TSimd, TVector>(TVector a)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector k1High = TSimd.Create(K1High);
        TVector aHigh = Upper<TSimd, TVector>(a);
        TVector aLow = TSimd.Subtract(a, aHigh);

        // a^2 = squareHigh + squareLow.
        TVector square = TSimd.Multiply(a, a);
        TVector squareHigh = Upper<TSimd, TVector>(square);
        TVector squareLow = TSimd.Subtract(TSimd.Multiply(aHigh, aHigh), squareHigh);
        squareLow = TSimd.MultiplyAdd(TSimd.Add(a, aHigh), aLow, squareLow);

        // k0 + k1 a^2 = factorHigh + factorLow.
        TVector leading = TSimd.Multiply(k1High, squareHigh);
        TVector factorHigh = Upper<TSimd, TVector>(TSimd.MultiplyAdd(TSimd.Create(K1), square, TSimd.Create(K0)));
        TVector factorLow = TSimd.MultiplyAdd(TSimd.Create(K1Low), square, TSimd.Create(K0Low));
        factorLow = TSimd.MultiplyAdd(k1High, squareLow, factorLow);
        factorLow = TSimd.Add(TSimd.Add(TSimd.Subtract(TSimd.Create(K0High), factorHigh), leading), factorLow);

        // v = high + low.
        TVector high = TSimd.Multiply(aHigh, factorHigh);
        TVector low = TSimd.MultiplyAdd(aLow, factorHigh, TSimd.Multiply(a, factorLow));
        return Exp.EvaluateSum<TSimd, TVector>(TSimd.Subtract(TSimd.Zero, high), TSimd.Subtract(TSimd.Zero, low));
    }

    /// <summary>The upper 12 bits of a float's 24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Upper<TSimd, TVector>(TVector value)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.And(value, TSimd.Create(System.BitConverter.UInt32BitsToSingle(0xFFFFF000)));
}
