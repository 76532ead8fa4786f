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
    public static void Statistics<TSimd, TVector>(float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, long ahead)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => RowMeanSquare.Compute<TSimd, TVector>(rows, count, panelFloats, features, epsilon, statistics, ahead);

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
