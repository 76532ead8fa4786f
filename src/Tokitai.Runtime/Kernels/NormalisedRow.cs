using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>The normalised value <c>(x - mean) / sqrt(variance + epsilon)</c>, which forward and backward must form alike.</summary>
internal static unsafe class NormalisedRow
{
    /// <summary>Normalises one vector of a sample.</summary>
    /// <param name="source">The vector.</param>
    /// <param name="statistics">The sample's line of statistics.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Load<TSimd, TVector>(float* source, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector distance = TSimd.Subtract(TSimd.Load(source), TSimd.Broadcast(statistics + RowStatistics.Mean));
        distance = TSimd.Subtract(distance, TSimd.Broadcast(statistics + RowStatistics.MeanRest));
        return TSimd.Multiply(distance, TSimd.Broadcast(statistics + RowStatistics.ReciprocalDeviation));
    }
}
