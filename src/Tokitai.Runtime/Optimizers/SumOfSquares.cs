using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Tokitai.Kernels;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>
/// The sum of squares of a run of floats, in double precision. The square of a float is exact there, so it does not matter whether
/// it is fused with its addition; element i goes to lane i mod 16, and the lanes are added in one fixed tree: the bits are the same at every
/// vector width and on every processor. Each addition rounds by 1.1e-16 relative at most.
/// </summary>
internal static unsafe class SumOfSquares
{
    /// <summary>Adds the squares up.</summary>
    /// <param name="values">The first float.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="simd">The vector width.</param>
    public static double Of(float* values, int length, SimdLevel simd)
    {
        double* lanes = stackalloc double[PackedLayout.PanelRows];
        switch (simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512: Lanes512(values, length, lanes); break;
            case SimdLevel.Vector256 when SimdDispatch.Has256: Lanes256(values, length, lanes); break;
            default: Lanes128(values, length, lanes); break;
        }

        double s0 = lanes[0] + lanes[8], s1 = lanes[1] + lanes[9], s2 = lanes[2] + lanes[10], s3 = lanes[3] + lanes[11];
        double s4 = lanes[4] + lanes[12], s5 = lanes[5] + lanes[13], s6 = lanes[6] + lanes[14], s7 = lanes[7] + lanes[15];
        return ((s0 + s4) + (s2 + s6)) + ((s1 + s5) + (s3 + s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lanes512(float* values, int length, double* lanes)
    {
        Vector512<double> sum0 = default, sum8 = default;
        for (int i = 0; i < length; i += PackedLayout.PanelRows)
        {
            (Vector512<double> x0, Vector512<double> x8) = Vector512.Widen(Vector512.Load(values + i));
            sum0 += x0 * x0;
            sum8 += x8 * x8;
        }

        sum0.Store(lanes);
        sum8.Store(lanes + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lanes256(float* values, int length, double* lanes)
    {
        Vector256<double> sum0 = default, sum4 = default, sum8 = default, sum12 = default;
        for (int i = 0; i < length; i += PackedLayout.PanelRows)
        {
            (Vector256<double> x0, Vector256<double> x4) = Vector256.Widen(Vector256.Load(values + i));
            (Vector256<double> x8, Vector256<double> x12) = Vector256.Widen(Vector256.Load(values + i + 8));
            sum0 += x0 * x0;
            sum4 += x4 * x4;
            sum8 += x8 * x8;
            sum12 += x12 * x12;
        }

        sum0.Store(lanes);
        sum4.Store(lanes + 4);
        sum8.Store(lanes + 8);
        sum12.Store(lanes + 12);
    }

    /// <summary>Four floats at a time, in four visits: eight sums at once are too many for some processors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Lanes128(float* values, int length, double* lanes)
    {
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += 4)
        {
            Vector128<double> sum0 = default, sum2 = default;
            for (int i = lane; i < length; i += PackedLayout.PanelRows)
            {
                (Vector128<double> x0, Vector128<double> x2) = Vector128.Widen(Vector128.Load(values + i));
                sum0 += x0 * x0;
                sum2 += x2 * x2;
            }

            sum0.Store(lanes + lane);
            sum2.Store(lanes + lane + 2);
        }
    }
}
