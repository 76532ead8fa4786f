using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
    /// <summary>Computes the statistics of up to four samples.</summary>
    /// <param name="rows">The samples' lines in the first panel; the padding of the last panel is 0.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="panelFloats">From one panel to the next.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="epsilon">Added to the mean of the squares.</param>
    /// <param name="statistics">Receives <see cref="RowStatistics.Reciprocal"/> for each sample; there is no mean.</param>
    /// <param name="meanwhile">What is done between the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TSimd, TVector, TMeanwhile>(
        float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile
    {
        var group = new RowGroup(rows, count, panelFloats);
        float* lines = stackalloc float[RowGroup.Rows * PackedLayout.PanelRows];
        Vector256<double> squares = Vector256<double>.Zero;
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        for (int first = 0; first < panels; first += RowStatistics.TilePanels)
        {
            float* tile = rows + (first * panelFloats);
            int tilePanels = Math.Min(panels - first, RowStatistics.TilePanels);
            if (count == RowGroup.Rows) Squares<TSimd, TVector, FourRows, TMeanwhile>(tile, default, panelFloats, tilePanels, lines, ref meanwhile);
            else Squares<TSimd, TVector, FewerRows, TMeanwhile>(tile, new FewerRows(count), panelFloats, tilePanels, lines, ref meanwhile);
            squares += RowGroup.Sums(lines);
        }

        Vector256<double> root = Vector256.Sqrt((squares / features) + Vector256.Create((double)epsilon));
        group.Store(statistics, RowStatistics.Reciprocal, Vector256<double>.One / root);
    }

    /// <summary>The sums of a tile's squares. A method of its own, so that its loop has the registers for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Squares<TSimd, TVector, TRows, TMeanwhile>(
        float* first, TRows rows, long panelFloats, int panels, float* lines, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TRows : struct, IGroupRows
        where TMeanwhile : struct, IMeanwhile
    {
        TMeanwhile other = meanwhile;
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector q0 = TSimd.Zero, q1 = TSimd.Zero, q2 = TSimd.Zero, q3 = TSimd.Zero;
            float* line = first + lane;
            for (int panel = 0; panel < panels; panel++, line += panelFloats)
            {
                other.Step<TSimd, TVector>(line);
                TVector v0 = TSimd.Load(line), v1 = TSimd.Load(line + rows.Second);
                TVector v2 = TSimd.Load(line + rows.Third), v3 = TSimd.Load(line + rows.Fourth);
                q0 = TSimd.MultiplyAdd(v0, v0, q0);
                q1 = TSimd.MultiplyAdd(v1, v1, q1);
                q2 = TSimd.MultiplyAdd(v2, v2, q2);
                q3 = TSimd.MultiplyAdd(v3, v3, q3);
            }

            TSimd.Store(lines + lane, q0);
            TSimd.Store(lines + 16 + lane, q1);
            TSimd.Store(lines + 32 + lane, q2);
            TSimd.Store(lines + 48 + lane, q3);
        }

        meanwhile = other;
    }
}
