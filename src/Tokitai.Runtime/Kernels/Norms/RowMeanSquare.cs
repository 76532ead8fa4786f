using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>Reciprocal root mean square of the features of one sample.</summary>
/// <remarks>
/// Each tile of 256 features gives its sum of squares in float32; tiles are added in order in double precision. The square of a
/// feature of magnitude 1.85e19 (the root of the largest float) or more is infinite, and so may be the sum of a tile whose features reach
/// 1.15e18 (a sixteenth of that); the reciprocal is 0 then and every finite feature normalises to 0. Squares below 1.2e-38 lose
/// precision and those of features below 2.6e-23 are 0: no epsilon in use notices.
/// </remarks>
internal static unsafe class RowMeanSquare
{
    /// <summary>Computes the statistics of one sample.</summary>
    /// <param name="row">The sample's line in the first panel; the padding of the last panel is 0.</param>
    /// <param name="panelFloats">From one panel to the next.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="epsilon">Added to the mean of the squares.</param>
    /// <param name="statistics">Receives <see cref="RowStatistics.Reciprocal"/>; there is no mean.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TSimd, TVector>(float* row, long panelFloats, int features, float epsilon, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        double squares = 0;
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        for (int first = 0; first < panels; first += RowStatistics.TilePanels)
        {
            squares += Squares<TSimd, TVector>(row + (first * panelFloats), panelFloats, Math.Min(panels - first, RowStatistics.TilePanels));
        }

        statistics[RowStatistics.Reciprocal] = (float)(1 / Math.Sqrt((squares / features) + epsilon));
    }

    private static float Squares<TSimd, TVector>(float* tile, long panelFloats, int panels)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* lanes = stackalloc float[PackedLayout.PanelRows];
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector sum = TSimd.Zero;
            float* source = tile + lane;
            for (int panel = 0; panel < panels; panel++, source += panelFloats)
            {
                TVector value = TSimd.Load(source);
                sum = TSimd.MultiplyAdd(value, value, sum);
            }

            TSimd.Store(lanes + lane, sum);
        }

        return LaneSum.Of(lanes);
    }
}
