using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>
/// Where a tail that falls off with |x| is taken for 0: soon after come subnormal numbers, which processors compute far more slowly.
/// </summary>
internal static class TailEnd
{
    /// <summary>|x|, held at the end; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Magnitude<TSimd, TVector>(TVector x, float end)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Min(TSimd.Create(end), TSimd.Abs(x));

    /// <summary>|x| up to the end, and 0 beyond, where the product of it and the tail then is 0; NaN for NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector MagnitudeOrZero<TSimd, TVector>(TVector x, float end)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => ZeroBeyond<TSimd, TVector>(x, TSimd.Abs(x), end);

    /// <summary>A value where |x| is up to the end, or x is NaN, and 0 beyond.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector ZeroBeyond<TSimd, TVector>(TVector x, TVector value, float end)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Select(TSimd.GreaterThan(TSimd.Abs(x), TSimd.Create(end)), TSimd.Zero, value);
}
