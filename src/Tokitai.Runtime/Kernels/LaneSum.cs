using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Kernels;

/// <summary>The last step of a reduction over features or classes: the sum of 16 lanes, each method in one fixed order for every vector width.</summary>
internal static unsafe class LaneSum
{
    /// <summary>Adds 16 floats pairwise: distance 8, 4, 2, 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float* lanes)
    {
        Vector128<float> four = Four(lanes);
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
    }

    /// <summary>The sums of four times 16 floats, each the bits of <see cref="Of"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> OfFour(float* lanes0, float* lanes1, float* lanes2, float* lanes3)
    {
        if (!Sse.IsSupported) return Vector128.Create(Of(lanes0), Of(lanes1), Of(lanes2), Of(lanes3));
        Vector128<float> four0 = Four(lanes0), four1 = Four(lanes1), four2 = Four(lanes2), four3 = Four(lanes3);
        Vector128<float> two01 = Sse.UnpackLow(four0, four1) + Sse.UnpackHigh(four0, four1);
        Vector128<float> two23 = Sse.UnpackLow(four2, four3) + Sse.UnpackHigh(four2, four3);
        return Sse.MoveLowToHigh(two01, two23) + Sse.MoveHighToLow(two23, two01);
    }

    /// <summary>Adds 16 floats in double, pairwise: distance 4, 8, 2, 1, since widening cuts eight lanes into halves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static double OfDoubles(float* lanes)
    {
        (Vector256<double> a, Vector256<double> b) = Vector256.Widen(Vector256.Load(lanes));
        (Vector256<double> c, Vector256<double> d) = Vector256.Widen(Vector256.Load(lanes + 8));
        Vector256<double> four = a + b + (c + d);
        Vector128<double> two = four.GetLower() + four.GetUpper();
        return two.ToScalar() + two.GetElement(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(float* lanes)
    {
        Vector256<float> eight = Vector256.Load(lanes) + Vector256.Load(lanes + 8);
        return eight.GetLower() + eight.GetUpper();
    }
}
