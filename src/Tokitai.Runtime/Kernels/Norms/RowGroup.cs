using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Up to four samples whose statistics are computed together: their sums are independent of each other, which hides the latency of one
/// chain of additions, and what is merged in double precision is one vector. A sample's bits do not depend on its group.
/// </summary>
internal unsafe ref struct RowGroup
{
    /// <summary>Samples of a whole group.</summary>
    public const int Rows = 4;

    /// <summary>Samples that memory is asked for during the statistics of a group; the others are asked for during its normalisation.</summary>
    public const int AskedRows = Rows / 2;

    /// <summary>The lines of the samples; the last one stands in where there are fewer than four.</summary>
    public readonly float* Row0;
    public readonly float* Row1;
    public readonly float* Row2;
    public readonly float* Row3;

    /// <summary>From one panel to the next.</summary>
    public readonly long PanelFloats;

    private readonly int _count;

    public RowGroup(float* first, int count, long panelFloats)
    {
        _count = count;
        PanelFloats = panelFloats;
        Row0 = first;
        Row1 = first + (Math.Min(1, count - 1) * PackedLayout.PanelRows);
        Row2 = first + (Math.Min(2, count - 1) * PackedLayout.PanelRows);
        Row3 = first + (Math.Min(3, count - 1) * PackedLayout.PanelRows);
    }

    /// <summary>Writes one lane of the samples' lines of statistics.</summary>
    public readonly void Store(float* statistics, int lane, Vector256<double> values)
    {
        for (int row = 0; row < _count; row++) statistics[(row * PackedLayout.PanelRows) + lane] = (float)values[row];
    }

    /// <summary>The sums of the samples' lines themselves, in double.</summary>
    public readonly Vector256<double> FirstSums() => Vector256.Create(LaneSum.Of(Row0), LaneSum.Of(Row1), LaneSum.Of(Row2), (double)LaneSum.Of(Row3));

    /// <summary>Values rounded to float, which is also where they are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Round(Vector256<double> values, float* rounded)
    {
        for (int row = 0; row < Rows; row++) rounded[row] = (float)values[row];
        return Vector256.Create(rounded[0], rounded[1], rounded[2], (double)rounded[3]);
    }

    /// <summary>The sums of the lanes of four lines of 16 floats, in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(float* lines) => Vector256.Create(
        LaneSum.Of(lines), LaneSum.Of(lines + 16), LaneSum.Of(lines + 32), (double)LaneSum.Of(lines + 48));
}
