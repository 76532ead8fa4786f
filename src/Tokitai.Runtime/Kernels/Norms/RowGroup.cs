using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// Up to four samples whose statistics are computed together: their sums are independent of each other, which hides the latency of one
/// chain of additions, and what is merged in double precision is one vector. A sample's bits do not depend on its group.
/// </summary>
/// <param name="first">The lines of the first sample; the others lie behind it.</param>
/// <param name="count">How many samples; the last one stands in where there are fewer than four.</param>
/// <param name="panelFloats">From one panel to the next.</param>
internal readonly unsafe ref struct RowGroup(float* first, int count, long panelFloats)
{
    /// <summary>Samples of a whole group.</summary>
    public const int Rows = 4;

    /// <summary>The lines of the first sample.</summary>
    public readonly float* First = first;

    /// <summary>How many samples.</summary>
    public readonly int Count = count;

    /// <summary>From one panel to the next.</summary>
    public readonly long PanelFloats = panelFloats;

    /// <summary>Writes one lane of the samples' lines of statistics.</summary>
    public void Store(float* statistics, int lane, Vector256<double> values)
    {
        for (int row = 0; row < Count; row++) statistics[(row * PackedLayout.PanelRows) + lane] = (float)values[row];
    }

    /// <summary>The sums of the samples' lines themselves, in double.</summary>
    public Vector256<double> FirstSums()
    {
        var rows = new FewerRows(Count);
        return Widen(LaneSum.OfFour(First, First + rows.Second, First + rows.Third, First + rows.Fourth));
    }

    /// <summary>Values rounded to float, which is also where they are written.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Round(Vector256<double> values, float* rounded)
    {
        Vector128<float> narrow = Vector128.Narrow(values.GetLower(), values.GetUpper());
        Vector128.Store(narrow, rounded);
        return Widen(narrow);
    }

    /// <summary>The sums of the lanes of four lines of 16 floats, in double.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<double> Sums(float* lines) => Widen(LaneSum.OfFour(lines, lines + 16, lines + 32, lines + 48));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<double> Widen(Vector128<float> values)
    {
        (Vector128<double> lower, Vector128<double> upper) = Vector128.Widen(values);
        return Vector256.Create(lower, upper);
    }
}
