using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Kernels;

/// <summary>
/// Transposes between panels of activations, <c>[sample][16 features]</c>, and lane panels, <c>[feature][lanes]</c>, whose fastest
/// dimension is the batch. Moves data only.
/// </summary>
internal static unsafe class LaneTranspose
{
    private const int Features = PackedLayout.PanelRows;

    /// <summary>Copies one panel of activations to all lane panels; lanes behind the batch become 0.</summary>
    /// <param name="panel">One panel of activations.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="lanes">Samples of a lane panel.</param>
    /// <param name="destination">The 16 features inside the first lane panel.</param>
    /// <param name="lanePanelFloats">From one lane panel to the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void ToLanes(float* panel, int batch, int lanes, float* destination, long lanePanelFloats)
    {
        for (int first = 0; first < batch; first += lanes, destination += lanePanelFloats)
        {
            float* source = panel + (first * Features);
            int count = Math.Min(lanes, batch - first);
            int lane = 0;
            if (Avx.IsSupported)
            {
                for (; lane + 8 <= count; lane += 8)
                {
                    Transpose8x8(source + (lane * Features), Features, destination + lane, lanes);
                    Transpose8x8(source + (lane * Features) + 8, Features, destination + (8 * lanes) + lane, lanes);
                }

                if (lane < count && lane + 8 <= lanes)
                {
                    TransposeFirst(source + (lane * Features), Features, count - lane, destination + lane, lanes, 8);
                    TransposeFirst(source + (lane * Features) + 8, Features, count - lane, destination + (8 * lanes) + lane, lanes, 8);
                    lane += 8;
                }
            }

            for (; lane < count; lane++)
            {
                for (int feature = 0; feature < Features; feature++) destination[(feature * lanes) + lane] = source[(lane * Features) + feature];
            }

            if (lane >= lanes) continue;
            for (int feature = 0; feature < Features; feature++) new Span<float>(destination + (feature * lanes) + lane, lanes - lane).Clear();
        }
    }

    /// <summary>Copies 16 features of all lane panels to one panel of activations.</summary>
    /// <param name="source">The 16 features inside the first lane panel.</param>
    /// <param name="lanePanelFloats">From one lane panel to the next.</param>
    /// <param name="lanes">Samples of a lane panel.</param>
    /// <param name="features">How many of the 16 features exist; the others become 0.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="panel">One panel of activations.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FromLanes(float* source, long lanePanelFloats, int lanes, int features, int batch, float* panel)
    {
        for (int first = 0; first < batch; first += lanes, source += lanePanelFloats)
        {
            float* destination = panel + (first * Features);
            int count = Math.Min(lanes, batch - first);
            int lane = 0;
            if (Avx.IsSupported && features == Features)
            {
                for (; lane + 8 <= count; lane += 8)
                {
                    Transpose8x8(source + lane, lanes, destination + (lane * Features), Features);
                    Transpose8x8(source + (8 * lanes) + lane, lanes, destination + (lane * Features) + 8, Features);
                }

                if (lane < count && lane + 8 <= lanes)
                {
                    TransposeFirst(source + lane, lanes, 8, destination + (lane * Features), Features, count - lane);
                    TransposeFirst(source + (8 * lanes) + lane, lanes, 8, destination + (lane * Features) + 8, Features, count - lane);
                    lane = count;
                }
            }

            for (; lane < count; lane++)
            {
                float* line = destination + (lane * Features);
                for (int feature = 0; feature < features; feature++) line[feature] = source[(feature * lanes) + lane];
                for (int feature = features; feature < Features; feature++) line[feature] = 0;
            }
        }
    }

    /// <summary>Transposes 8 x 8 floats.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose8x8(float* source, int sourceStride, float* destination, int destinationStride) =>
        Transpose(source, sourceStride, 8, destination, destinationStride, 8);

    /// <summary>Transposes 8 x 8 floats, of which some rows are taken for zeros, or are not wanted.</summary>
    /// <param name="source">The first row.</param>
    /// <param name="sourceStride">From one row to the next.</param>
    /// <param name="sourceRows">Rows to read; the others are zeros.</param>
    /// <param name="destination">Takes the first column.</param>
    /// <param name="destinationStride">From one column to the next.</param>
    /// <param name="destinationRows">Columns to write.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransposeFirst(
        float* source, int sourceStride, int sourceRows, float* destination, int destinationStride, int destinationRows) =>
        Transpose(source, sourceStride, sourceRows, destination, destinationStride, destinationRows);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        float* source, int sourceStride, int sourceRows, float* destination, int destinationStride, int destinationRows)
    {
        Vector256<float> r0 = Avx.LoadVector256(source);
        Vector256<float> r1 = sourceRows > 1 ? Avx.LoadVector256(source + sourceStride) : Vector256<float>.Zero;
        Vector256<float> r2 = sourceRows > 2 ? Avx.LoadVector256(source + (2 * sourceStride)) : Vector256<float>.Zero;
        Vector256<float> r3 = sourceRows > 3 ? Avx.LoadVector256(source + (3 * sourceStride)) : Vector256<float>.Zero;
        Vector256<float> r4 = sourceRows > 4 ? Avx.LoadVector256(source + (4 * sourceStride)) : Vector256<float>.Zero;
        Vector256<float> r5 = sourceRows > 5 ? Avx.LoadVector256(source + (5 * sourceStride)) : Vector256<float>.Zero;
        Vector256<float> r6 = sourceRows > 6 ? Avx.LoadVector256(source + (6 * sourceStride)) : Vector256<float>.Zero;
        Vector256<float> r7 = sourceRows > 7 ? Avx.LoadVector256(source + (7 * sourceStride)) : Vector256<float>.Zero;

        // Pairs of rows, then quads, then the halves of 128 bits.
        Vector256<float> p0 = Avx.UnpackLow(r0, r1), p1 = Avx.UnpackHigh(r0, r1);
        Vector256<float> p2 = Avx.UnpackLow(r2, r3), p3 = Avx.UnpackHigh(r2, r3);
        Vector256<float> p4 = Avx.UnpackLow(r4, r5), p5 = Avx.UnpackHigh(r4, r5);
        Vector256<float> p6 = Avx.UnpackLow(r6, r7), p7 = Avx.UnpackHigh(r6, r7);
        Vector256<float> q0 = Avx.Shuffle(p0, p2, 0x44), q1 = Avx.Shuffle(p0, p2, 0xEE);
        Vector256<float> q2 = Avx.Shuffle(p1, p3, 0x44), q3 = Avx.Shuffle(p1, p3, 0xEE);
        Vector256<float> q4 = Avx.Shuffle(p4, p6, 0x44), q5 = Avx.Shuffle(p4, p6, 0xEE);
        Vector256<float> q6 = Avx.Shuffle(p5, p7, 0x44), q7 = Avx.Shuffle(p5, p7, 0xEE);
        Avx.Store(destination, Avx.Permute2x128(q0, q4, 0x20));
        if (destinationRows == 1) return;
        Avx.Store(destination + destinationStride, Avx.Permute2x128(q1, q5, 0x20));
        if (destinationRows == 2) return;
        Avx.Store(destination + (2 * destinationStride), Avx.Permute2x128(q2, q6, 0x20));
        if (destinationRows == 3) return;
        Avx.Store(destination + (3 * destinationStride), Avx.Permute2x128(q3, q7, 0x20));
        if (destinationRows == 4) return;
        Avx.Store(destination + (4 * destinationStride), Avx.Permute2x128(q0, q4, 0x31));
        if (destinationRows == 5) return;
        Avx.Store(destination + (5 * destinationStride), Avx.Permute2x128(q1, q5, 0x31));
        if (destinationRows == 6) return;
        Avx.Store(destination + (6 * destinationStride), Avx.Permute2x128(q2, q6, 0x31));
        if (destinationRows == 7) return;
        Avx.Store(destination + (7 * destinationStride), Avx.Permute2x128(q3, q7, 0x31));
    }
}
