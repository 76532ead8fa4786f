using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Mean and reciprocal standard deviation of the features of one sample, kept in one line of a panel of statistics.
/// </summary>
/// <remarks>
/// <para>
/// Each tile of 256 features gives its mean and its sum of squared distances from that mean; tiles are merged in order in double
/// precision (Chan, Golub, LeVeque: "Updating Formulae and a Pairwise Algorithm for Computing Sample Variances", 1979).
/// </para>
/// <para>
/// A tile is read once where it can be: the distances are taken from a provisional center, the mean of the features before the
/// tile (in the first one, of its first panel), and put right for what that is off by. Where the center is further from the tile's mean
/// than the tile's standard deviation, the correction would cancel digits (or squares overflow); that tile is read again with its own
/// mean for a center.
/// </para>
/// <para>
/// The mean is kept as two floats: near 10^6 a float is 0.06 wide, which would shift every normalised value.
/// </para>
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
    /// <param name="meanwhile">What is done between the panels.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TSimd, TVector, TMeanwhile>(
        float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile
    {
        var group = new RowGroup(rows, count, panelFloats);
        float* sums = stackalloc float[2 * RowGroup.Rows * PackedLayout.PanelRows];
        float* squareSums = sums + (RowGroup.Rows * PackedLayout.PanelRows);
        float* centers = stackalloc float[RowGroup.Rows];
        int leading = Math.Min(features, PackedLayout.PanelRows);
        Vector256<double> mean = group.FirstSums() / leading;
        Vector256<double> squares = Vector256<double>.Zero;
        int seen = 0;
        for (int first = 0; first < features; first += TilePanels * PackedLayout.PanelRows)
        {
            int tile = Math.Min(features - first, TilePanels * PackedLayout.PanelRows);
            int total = seen + tile;
            long offset = first / PackedLayout.PanelRows * panelFloats;
            Vector256<double> inverse = Vector256.Create(1.0 / tile);
            Vector256<double> center = RowGroup.Round(mean, centers);
            Distances<TSimd, TVector, TMeanwhile>(group, offset, tile, centers, sums, squareSums, ref meanwhile);
            Vector256<double> rest = RowGroup.Sums(sums);
            Vector256<double> correction = rest * rest * inverse;
            Vector256<double> corrected = RowGroup.Sums(squareSums) - correction;
            Vector256<double> isNear = Vector256.LessThanOrEqual(correction, corrected) & Vector256.IsFinite(corrected);
            if (!Vector256.AllWhereAllBitsSet(isNear))
            {
                // Samples whose center is near keep it, and so their bits.
                center = RowGroup.Round(Vector256.ConditionalSelect(isNear, center, center + (rest * inverse)), centers);
                Nothing nothing = default;
                Distances<TSimd, TVector, Nothing>(group, offset, tile, centers, sums, squareSums, ref nothing);
                rest = RowGroup.Sums(sums);
                corrected = RowGroup.Sums(squareSums) - (rest * rest * inverse);
            }

            corrected = Vector256.Max(Vector256<double>.Zero, corrected);
            Vector256<double> tileMean = center + (rest * inverse);
            if (seen == 0) mean = tileMean;
            Vector256<double> difference = tileMean - mean;
            double share = (double)tile / total;
            mean += difference * share;
            squares += corrected + (difference * difference * (seen * share));
            seen = total;
        }

        Vector256<double> reciprocal = Vector256<double>.One / Vector256.Sqrt((squares / features) + Vector256.Create((double)epsilon));
        Vector256<double> rounded = RowGroup.Round(mean, centers);
        group.Store(statistics, Mean, rounded);
        group.Store(statistics, MeanRest, mean - rounded);
        group.Store(statistics, Reciprocal, reciprocal);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Distances<TSimd, TVector, TMeanwhile>(
        in RowGroup group, long offset, int tile, float* centers, float* sumLines, float* squareLines, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile
    {
        float* first = group.First + offset;
        if (group.Count == RowGroup.Rows)
        {
            Distances<TSimd, TVector, FourRows, TMeanwhile>(first, default, group.PanelFloats, tile, centers, sumLines, squareLines, ref meanwhile);
        }
        else
        {
            Distances<TSimd, TVector, FewerRows, TMeanwhile>(
                first, new FewerRows(group.Count), group.PanelFloats, tile, centers, sumLines, squareLines, ref meanwhile);
        }
    }

    /// <summary>The sums of a tile's distances from the centers and of their squares. A method of its own, so that its loop has the registers for itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Distances<TSimd, TVector, TRows, TMeanwhile>(
        float* first, TRows rows, long panelFloats, int tile, float* centers, float* sumLines, float* squareLines, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TRows : struct, IGroupRows
        where TMeanwhile : struct, IMeanwhile
    {
        TMeanwhile other = meanwhile;
        int panels = PackedLayout.RoundUp(tile) / PackedLayout.PanelRows;

        // Here, since a call behind the loop would make the JIT keep the loop's vectors in memory.
        float* tail = KernelMemory.TailMask(tile);
        TVector c0 = TSimd.Broadcast(centers), c1 = TSimd.Broadcast(centers + 1), c2 = TSimd.Broadcast(centers + 2), c3 = TSimd.Broadcast(centers + 3);
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector s0 = TSimd.Zero, s1 = TSimd.Zero, s2 = TSimd.Zero, s3 = TSimd.Zero;
            TVector q0 = TSimd.Zero, q1 = TSimd.Zero, q2 = TSimd.Zero, q3 = TSimd.Zero;

            float* line = first + lane;
            for (int panel = 1; panel < panels; panel++, line += panelFloats)
            {
                other.Step<TSimd, TVector>(line);
                TVector d0 = TSimd.Subtract(TSimd.Load(line), c0);
                TVector d1 = TSimd.Subtract(TSimd.Load(line + rows.Second), c1);
                TVector d2 = TSimd.Subtract(TSimd.Load(line + rows.Third), c2);
                TVector d3 = TSimd.Subtract(TSimd.Load(line + rows.Fourth), c3);
                s0 = TSimd.Add(s0, d0);
                s1 = TSimd.Add(s1, d1);
                s2 = TSimd.Add(s2, d2);
                s3 = TSimd.Add(s3, d3);
                q0 = TSimd.MultiplyAdd(d0, d0, q0);
                q1 = TSimd.MultiplyAdd(d1, d1, q1);
                q2 = TSimd.MultiplyAdd(d2, d2, q2);
                q3 = TSimd.MultiplyAdd(d3, d3, q3);
            }

            // Padding has no distance: only the last panel of the last tile has any.
            TVector mask = TSimd.Load(tail + lane);
            other.Step<TSimd, TVector>(line);
            TVector last0 = TSimd.And(TSimd.Subtract(TSimd.Load(line), c0), mask);
            TVector last1 = TSimd.And(TSimd.Subtract(TSimd.Load(line + rows.Second), c1), mask);
            TVector last2 = TSimd.And(TSimd.Subtract(TSimd.Load(line + rows.Third), c2), mask);
            TVector last3 = TSimd.And(TSimd.Subtract(TSimd.Load(line + rows.Fourth), c3), mask);
            TSimd.Store(sumLines + lane, TSimd.Add(s0, last0));
            TSimd.Store(sumLines + 16 + lane, TSimd.Add(s1, last1));
            TSimd.Store(sumLines + 32 + lane, TSimd.Add(s2, last2));
            TSimd.Store(sumLines + 48 + lane, TSimd.Add(s3, last3));
            TSimd.Store(squareLines + lane, TSimd.MultiplyAdd(last0, last0, q0));
            TSimd.Store(squareLines + 16 + lane, TSimd.MultiplyAdd(last1, last1, q1));
            TSimd.Store(squareLines + 32 + lane, TSimd.MultiplyAdd(last2, last2, q2));
            TSimd.Store(squareLines + 48 + lane, TSimd.MultiplyAdd(last3, last3, q3));
        }

        meanwhile = other;
    }
}
