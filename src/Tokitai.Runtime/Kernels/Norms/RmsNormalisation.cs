using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Root mean square normalisation: <c>h = x / sqrt(mean(x^2) + epsilon)</c> with a scale behind it (Zhang, Sennrich: "Root Mean Square
/// Layer Normalization", 2019).
/// </summary>
internal readonly unsafe struct RmsNormalisation : INormalisation
{
    public static bool Centers => false;

    public static bool HasBias => false;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Statistics<TSimd, TVector, TMeanwhile>(
        float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile =>
        RowMeanSquare.Compute<TSimd, TVector, TMeanwhile>(rows, count, panelFloats, features, epsilon, statistics, ref meanwhile);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Normalise<TSimd, TVector>(float* source, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Multiply(TSimd.Load(source), TSimd.Broadcast(statistics + RowStatistics.Reciprocal));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Shift<TSimd, TVector>(TVector normalised, TVector weight, TVector bias)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Multiply(normalised, weight);
}
