using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Tokitai.Kernels;

/// <summary>The last step of a reduction over features or classes: the sum of 16 lanes, each method in one fixed order for every vector width.</summary>
internal static unsafe class LaneSum
{
    /// <summary>Adds 16 floats pairwise: distance 8, 4, 2, 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(float* lanes)
    {
        Vector256<float> eight = Vector256.Load(lanes) + Vector256.Load(lanes + 8);
        Vector128<float> four = eight.GetLower() + eight.GetUpper();
        Vector128<float> two = four + Vector128.Shuffle(four, Vector128.Create(2, 3, 0, 1));
        return two.ToScalar() + two.GetElement(1);
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
}
