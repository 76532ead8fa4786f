using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Layer normalisation: <c>h = (x - mean) / sqrt(variance + epsilon)</c>, biased variance, with scale and shift behind it (Ba, Kiros,
/// Hinton: "Layer Normalization", 2016).
/// </summary>
internal readonly unsafe struct LayerNormalisation : INormalisation
{
    public static bool Centers => true;

    public static bool HasBias => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Statistics<TSimd, TVector, TMeanwhile>(
        float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile =>
        RowStatistics.Compute<TSimd, TVector, TMeanwhile>(rows, count, panelFloats, features, epsilon, statistics, ref meanwhile);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Normalise<TSimd, TVector>(float* source, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector distance = TSimd.Subtract(TSimd.Load(source), TSimd.Broadcast(statistics + RowStatistics.Mean));
        distance = TSimd.Subtract(distance, TSimd.Broadcast(statistics + RowStatistics.MeanRest));
        return TSimd.Multiply(distance, TSimd.Broadcast(statistics + RowStatistics.Reciprocal));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Shift<TSimd, TVector>(TVector normalised, TVector weight, TVector bias)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.MultiplyAdd(normalised, weight, bias);
}
