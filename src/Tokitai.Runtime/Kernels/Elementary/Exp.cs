using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Elementary;

/// <summary>The exponential function, lane by lane, the same bits at every width wherever a multiply-add is fused.</summary>
/// <remarks>
/// <para><c>e^x = 2^n e^r</c> with <c>n</c> the integer nearest to <c>x / ln 2</c>, so that <c>|r| &lt;= ln(2)/2</c>, and
/// <c>e^r = 1 + r + r^2 q(r)</c> with a polynomial <c>q</c> of degree 4 (eng/fit-gelu.py derives it; 1e-8 from exact).
/// The factor <c>2^n</c> is applied with one rounding: results overflow to infinity and underflow gradually, through correctly
/// rounded subnormal numbers, without a branch.</para>
/// <para>Measured against float64 over the whole range: relative error at most 9e-8 where the result is normal; below,
/// an absolute error of at most 2^-149, the spacing there (1.1e-45 measured). Exactly 0 from -104 down, infinity from 88.7229 up; NaN gives NaN.</para>
/// </remarks>
internal static class Exp
{
    // ln 2 in two parts. The high one has 16 bits: its product with an n of 8 bits is exact even where no multiply-add is fused.
    private const float Ln2High = 0.693145751953125f;
    private const float Ln2Low = 1.42860676533e-6f;
    private const float InverseLn2 = 1.44269504f;

    // e^r = 1 + r + C2 r^2 + ... + C6 r^6.
    private const float C2 = 0.5f;
    private const float C3 = 0.166665778f;
    private const float C4 = 0.0416665561f;
    private const float C5 = 0.00836317334f;
    private const float C6 = 0.00139261759f;

    // 1.5 * 2^23: floats near it are the integers, so that a sum with it is rounded to one.
    private const float Integers = 12_582_912;

    // Arguments beyond these give 0 and infinity; held here, n stays small enough for two factors of at most 2^±127.
    private const float Lowest = -105;
    private const float Highest = 89;

    /// <summary><c>e^x</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Evaluate<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // Max and Min answer with their second operand where one is NaN.
        TVector held = TSimd.Min(TSimd.Create(Highest), TSimd.Max(TSimd.Create(Lowest), x));
        TVector n = Reduce<TSimd, TVector>(held, out TVector r);
        return Assemble<TSimd, TVector>(n, r);
    }

    /// <summary><c>e^x</c> for an argument that is at most 0, or NaN: the same bits as <see cref="Evaluate"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector EvaluateUpToZero<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector n = Reduce<TSimd, TVector>(TSimd.Max(TSimd.Create(Lowest), x), out TVector r);
        return Assemble<TSimd, TVector>(n, r);
    }

    /// <summary>
    /// <c>2^scale e^x</c>, rounded once: where <c>e^x</c> is subnormal, a factor behind it would multiply what rounding took away.
    /// </summary>
    /// <param name="x">The argument, from -112 to 88.</param>
    /// <param name="scale">An integer from 0 to 8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector EvaluateScaled<TSimd, TVector>(TVector x, float scale)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector n = Reduce<TSimd, TVector>(x, out TVector r);
        return Assemble<TSimd, TVector>(TSimd.Add(n, TSimd.Create(scale)), r);
    }

    /// <summary>
    /// <c>e^(high + low)</c> for an argument known beyond float32's precision, without loss from rounding the sum.
    /// </summary>
    /// <param name="high">The argument's leading part, from -170 to 88.</param>
    /// <param name="low">The remainder, of magnitude at most 1/8.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector EvaluateSum<TSimd, TVector>(TVector high, TVector low)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector n = NearestInteger<TSimd, TVector>(TSimd.Add(high, low), InverseLn2);
        TVector r = TSimd.NegateMultiplyAdd(n, TSimd.Create(Ln2High), high);
        r = TSimd.Add(r, TSimd.NegateMultiplyAdd(n, TSimd.Create(Ln2Low), low));
        return Assemble<TSimd, TVector>(n, r);
    }

    /// <summary>
    /// <c>e^(-(high + low) / 2)</c> for an argument known beyond float32's precision. The half is in the coefficients, all of them exactly.
    /// </summary>
    /// <param name="high">The argument's leading part, from 0 to 340.</param>
    /// <param name="low">The remainder, at most half a unit in the last place of <paramref name="high"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector EvaluateNegatedHalf<TSimd, TVector>(TVector high, TVector low)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector n = NearestInteger<TSimd, TVector>(high, InverseLn2 / -2);
        TVector t = TSimd.MultiplyAdd(n, TSimd.Create(2 * Ln2High), high);
        t = TSimd.Add(t, TSimd.MultiplyAdd(n, TSimd.Create(2 * Ln2Low), low));
        TVector power = TSimd.MultiplyAdd(TSimd.Create(C6 / 64), t, TSimd.Create(C5 / -32));
        power = TSimd.MultiplyAdd(power, t, TSimd.Create(C4 / 16));
        power = TSimd.MultiplyAdd(power, t, TSimd.Create(C3 / -8));
        power = TSimd.MultiplyAdd(power, t, TSimd.Create(C2 / 4));
        power = TSimd.MultiplyAdd(power, t, TSimd.Create(-0.5f));
        return TSimd.Scale(TSimd.MultiplyAdd(power, t, TSimd.Create(1)), n);
    }

    /// <summary>The integer <c>n</c> and the remainder <c>r</c> of <c>x = n ln 2 + r</c> with <c>|r| &lt;= ln(2)/2</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Reduce<TSimd, TVector>(TVector x, out TVector r)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector n = NearestInteger<TSimd, TVector>(x, InverseLn2);
        r = TSimd.NegateMultiplyAdd(n, TSimd.Create(Ln2High), x);
        r = TSimd.NegateMultiplyAdd(n, TSimd.Create(Ln2Low), r);
        return n;
    }

    /// <summary>
    /// The integer nearest to <c>x * factor</c>, if that is within 2^22 of 0: with a multiply-add and a difference, where processors take two instructions to
    /// round and one to multiply.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector NearestInteger<TSimd, TVector>(TVector x, float factor)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Subtract(TSimd.MultiplyAdd(x, TSimd.Create(factor), TSimd.Create(Integers)), TSimd.Create(Integers));

    /// <summary><c>e^r - 1</c> for <c>|r| &lt;= ln(2)/2</c>, accurate relative to itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector RemainderMinusOne<TSimd, TVector>(TVector r)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector q = TSimd.MultiplyAdd(TSimd.Create(C6), r, TSimd.Create(C5));
        q = TSimd.MultiplyAdd(q, r, TSimd.Create(C4));
        q = TSimd.MultiplyAdd(q, r, TSimd.Create(C3));
        q = TSimd.MultiplyAdd(q, r, TSimd.Create(C2));
        return TSimd.MultiplyAdd(TSimd.Multiply(r, r), q, r);
    }

    /// <summary><c>2^n e^r</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Assemble<TSimd, TVector>(TVector n, TVector r)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector power = TSimd.Add(RemainderMinusOne<TSimd, TVector>(r), TSimd.Create(1));

        // n lies between -162 and 128, beyond the exponents that one factor can have.
        return TSimd.Scale(power, n);
    }
}
