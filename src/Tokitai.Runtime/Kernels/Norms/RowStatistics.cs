using System;
using System.Runtime.CompilerServices;
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

    /// <summary>Computes the statistics of one sample.</summary>
    /// <param name="row">The sample's line in the first panel; the padding of the last panel is 0.</param>
    /// <param name="panelFloats">From one panel to the next.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="epsilon">Added to the variance.</param>
    /// <param name="statistics">Receives the line of 16 floats.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Compute<TSimd, TVector>(float* row, long panelFloats, int features, float epsilon, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        double mean = 0;
        double squares = 0;
        int seen = 0;
        float* tailMask = KernelMemory.TailMask(features);
        for (int first = 0; first < features; first += TilePanels * PackedLayout.PanelRows)
        {
            int count = Math.Min(features - first, TilePanels * PackedLayout.PanelRows);
            float* tile = row + (first / PackedLayout.PanelRows * panelFloats);
            float center = Sum<TSimd, TVector>(tile, panelFloats, count) / count;
            (float rest, float tileSquares) = Distances<TSimd, TVector>(tile, panelFloats, count, center, tailMask);
            double tileMean = center + ((double)rest / count);
            double corrected = Math.Max(0, tileSquares - ((double)rest * rest / count));

            double difference = tileMean - mean;
            int total = seen + count;
            mean += difference * count / total;
            squares += corrected + (difference * difference * seen * count / total);
            seen = total;
        }

        statistics[Mean] = (float)mean;
        statistics[MeanRest] = (float)(mean - statistics[Mean]);
        statistics[Reciprocal] = (float)(1 / Math.Sqrt((squares / features) + epsilon));
    }

    private static float Sum<TSimd, TVector>(float* tile, long panelFloats, int count)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* lanes = stackalloc float[PackedLayout.PanelRows];
        int panels = PackedLayout.RoundUp(count) / PackedLayout.PanelRows;
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector sum = TSimd.Zero;
            float* source = tile + lane;
            for (int panel = 0; panel < panels; panel++, source += panelFloats) sum = TSimd.Add(sum, TSimd.Load(source));
            TSimd.Store(lanes + lane, sum);
        }

        return LaneSum.Of(lanes);
    }

    private static (float Sum, float Squares) Distances<TSimd, TVector>(
        float* tile, long panelFloats, int count, float center, float* tailMask)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* sums = stackalloc float[PackedLayout.PanelRows];
        float* squares = stackalloc float[PackedLayout.PanelRows];
        bool tail = count % PackedLayout.PanelRows != 0;
        int whole = count / PackedLayout.PanelRows;
        TVector middle = TSimd.Create(center);
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector sum = TSimd.Zero;
            TVector square = TSimd.Zero;
            float* source = tile + lane;
            for (int panel = 0; panel < whole; panel++, source += panelFloats)
            {
                TVector distance = TSimd.Subtract(TSimd.Load(source), middle);
                sum = TSimd.Add(sum, distance);
                square = TSimd.MultiplyAdd(distance, distance, square);
            }

            if (tail)
            {
                TVector distance = TSimd.And(TSimd.Subtract(TSimd.Load(source), middle), TSimd.Load(tailMask + lane));
                sum = TSimd.Add(sum, distance);
                square = TSimd.MultiplyAdd(distance, distance, square);
            }

            TSimd.Store(sums + lane, sum);
            TSimd.Store(squares + lane, square);
        }

        return (LaneSum.Of(sums), LaneSum.Of(squares));
    }
}
