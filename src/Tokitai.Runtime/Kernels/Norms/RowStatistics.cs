using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Mean and reciprocal standard deviation of the features of one sample, kept in one line of a panel of statistics.
/// </summary>
/// <remarks>
/// Each tile of 256 features gives its mean and its sum of squared distances from that mean (two passes, the second one corrected
/// for the rounding of the mean); tiles are merged in order in double precision (Chan, Golub, LeVeque: "Updating Formulae and a
/// Pairwise Algorithm for Computing Sample Variances", 1979). The mean is kept as two floats: near 10^6 a float is 0.06 wide,
/// which would shift every normalised value.
/// </remarks>
internal static unsafe class RowStatistics
{
    /// <summary>Lane of the leading part of the mean.</summary>
    public const int Mean = 0;

    /// <summary>Lane of the rest of the mean.</summary>
    public const int MeanRest = 1;

    /// <summary>Lane of <c>1 / sqrt(variance + epsilon)</c>, or of what another norm multiplies with.</summary>
    public const int Reciprocal = 2;

    /// <summary>Panels of a tile of 256 features.</summary>
    public const int TilePanels = 16;

    /// <summary>Computes the statistics of up to four samples.</summary>
    /// <param name="rows">The samples' lines in the first panel; the padding of the last panel is 0.</param>
    /// <param name="count">How many samples.</param>
    /// <param name="panelFloats">From one panel to the next.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="statistics">Receives a line of 16 floats for each sample.</param>
    /// <param name="ahead">Floats from these samples to those to ask the memory for meanwhile; 0 asks for none.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TSimd, TVector>(float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, long ahead)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        var group = new RowGroup(rows, count, panelFloats);
        float* lines = stackalloc float[2 * RowGroup.Rows * PackedLayout.PanelRows];
        float* squareLines = lines + (RowGroup.Rows * PackedLayout.PanelRows);
        float* centers = stackalloc float[RowGroup.Rows];
        Vector256<double> mean = Vector256<double>.Zero;
        Vector256<double> squares = Vector256<double>.Zero;
        int seen = 0;
        for (int first = 0; first < features; first += TilePanels * PackedLayout.PanelRows)
        {
            int tile = Math.Min(features - first, TilePanels * PackedLayout.PanelRows);
            int total = seen + tile;
            long offset = first / PackedLayout.PanelRows * panelFloats;
            Vector256<double> inverse = Vector256.Create(1.0 / tile);
            Sum<TSimd, TVector>(group, offset, tile, lines);

            // The rounded mean; what it is off by is measured with the distances and put right.
            Vector256<double> center = RowGroup.Sums(lines) * inverse;
            for (int row = 0; row < RowGroup.Rows; row++) centers[row] = (float)center[row];
            center = Vector256.Create(centers[0], centers[1], centers[2], (double)centers[3]);
            Distances<TSimd, TVector>(group, offset, tile, centers, lines, squareLines, ahead);
            Vector256<double> rest = RowGroup.Sums(lines);
            Vector256<double> corrected = Vector256.Max(Vector256<double>.Zero, RowGroup.Sums(squareLines) - (rest * rest * inverse));

            Vector256<double> difference = center + (rest * inverse) - mean;
            double share = (double)tile / total;
            mean += difference * share;
            squares += corrected + (difference * difference * (seen * share));
            seen = total;
        }

        group.Store(statistics, Mean, mean);
        Vector256<double> deviation = Vector256.Sqrt((squares / features) + Vector256.Create((double)epsilon));
        group.Store(statistics, Reciprocal, Vector256<double>.One / deviation);
        for (int row = 0; row < count; row++)
        {
            float* line = statistics + (row * PackedLayout.PanelRows);
            line[MeanRest] = (float)(mean[row] - line[Mean]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Sum<TSimd, TVector>(in RowGroup group, long offset, int tile, float* lines)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int panels = PackedLayout.RoundUp(tile) / PackedLayout.PanelRows;
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            long at = offset + lane;
            for (int panel = 0; panel < panels; panel++, at += group.PanelFloats)
            {
                s0 = TSimd.Add(s0, TSimd.Load(group.Row0 + at));
                s1 = TSimd.Add(s1, TSimd.Load(group.Row1 + at));
                s2 = TSimd.Add(s2, TSimd.Load(group.Row2 + at));
                s3 = TSimd.Add(s3, TSimd.Load(group.Row3 + at));
            }

            TSimd.Store(lines + lane, s0);
            TSimd.Store(lines + 16 + lane, s1);
            TSimd.Store(lines + 32 + lane, s2);
            TSimd.Store(lines + 48 + lane, s3);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Distances<TSimd, TVector>(in RowGroup group, long offset, int tile, float* centers, float* sumLines, float* squareLines, long ahead)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int panels = PackedLayout.RoundUp(tile) / PackedLayout.PanelRows;
        TVector c0 = TSimd.Broadcast(centers), c1 = TSimd.Broadcast(centers + 1), c2 = TSimd.Broadcast(centers + 2), c3 = TSimd.Broadcast(centers + 3);
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            TVector q0 = TSimd.Zero, q1 = TSimd.Zero, q2 = TSimd.Zero, q3 = TSimd.Zero;

            // Padding has no distance: only the last panel of the last tile has any.
            TVector mask = TSimd.Load(KernelMemory.TailMask(PackedLayout.PanelRows) + lane);
            long at = offset + lane;
            for (int panel = 1; panel <= panels; panel++, at += group.PanelFloats)
            {
                if (panel == panels) mask = TSimd.Load(KernelMemory.TailMask(tile) + lane);
                Prefetch.Far(group.Row0 + at + ahead, RowGroup.Rows);
                TVector d0 = TSimd.And(TSimd.Subtract(TSimd.Load(group.Row0 + at), c0), mask);
                TVector d1 = TSimd.And(TSimd.Subtract(TSimd.Load(group.Row1 + at), c1), mask);
                TVector d2 = TSimd.And(TSimd.Subtract(TSimd.Load(group.Row2 + at), c2), mask);
                TVector d3 = TSimd.And(TSimd.Subtract(TSimd.Load(group.Row3 + at), c3), mask);
                s0 = TSimd.Add(s0, d0);
                s1 = TSimd.Add(s1, d1);
                s2 = TSimd.Add(s2, d2);
                s3 = TSimd.Add(s3, d3);
                q0 = TSimd.MultiplyAdd(d0, d0, q0);
                q1 = TSimd.MultiplyAdd(d1, d1, q1);
                q2 = TSimd.MultiplyAdd(d2, d2, q2);
                q3 = TSimd.MultiplyAdd(d3, d3, q3);
            }

            TSimd.Store(sumLines + lane, s0);
            TSimd.Store(sumLines + 16 + lane, s1);
            TSimd.Store(sumLines + 32 + lane, s2);
            TSimd.Store(sumLines + 48 + lane, s3);
            TSimd.Store(squareLines + lane, q0);
            TSimd.Store(squareLines + 16 + lane, q1);
            TSimd.Store(squareLines + 32 + lane, q2);
            TSimd.Store(squareLines + 48 + lane, q3);
        }
    }
}
