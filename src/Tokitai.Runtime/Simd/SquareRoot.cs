using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>
/// Square roots by multiply-adds, equal to the bit to those of the processor's divider: so that a core may take some of them while its divider, which
/// needs a dozen cycles for 16, has others or a quotient to do.
/// </summary>
internal static class SquareRoot
{
    /// <summary>From here on, 2^-100, every residual keeps all its bits. What is below, also 0, and what is not a number is left to the divider.</summary>
    public const float Smallest = 7.888609e-31f;

    /// <summary>Correctly rounded square roots, where AVX-512 is there.</summary>
    /// <param name="value">Any values below infinity, whose estimate is 0: it may give NaN.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ByMultiplyAdds(Vector512<float> value)
    {
        if (!Vector512.GreaterThanOrEqualAll(value, Vector512.Create(Smallest))) return Avx512F.Sqrt(value);
        return Refine(value, Avx512F.ReciprocalSqrt14(value));
    }

    /// <summary>
    /// From an estimate of the reciprocal root to the root: a step of Goldschmidt's iteration, which brings the root s to within a unit in the last place, and
    /// h near 1 / (2 s), and Markstein's last step, s + (value - s * s) * h, whose residual is exact (P. Markstein, "IA-64 and Elementary
    /// Functions: Speed and Precision", 2000). That the result is the correctly rounded one is tested for every significand from the processor's estimate
    /// and from the worst that are allowed, and for those beside the midpoints of two roots from every estimate.
    /// </summary>
    /// <param name="value">Values from <see cref="Smallest"/> on, finite.</param>
    /// <param name="estimate">Estimates of 1 / sqrt(value), with a relative error of at most 2^-14.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<float> Refine(Vector512<float> value, Vector512<float> estimate)
    {
        Vector512<float> half = Vector512.Create(0.5f);
        Vector512<float> root = value * estimate, halfReciprocal = half * estimate;
        Vector512<float> error = Avx512F.FusedMultiplyAddNegated(root, halfReciprocal, half);
        root = Avx512F.FusedMultiplyAdd(root, error, root);
        halfReciprocal = Avx512F.FusedMultiplyAdd(halfReciprocal, error, halfReciprocal);
        Vector512<float> residual = Avx512F.FusedMultiplyAddNegated(root, root, value);
        return Avx512F.FusedMultiplyAdd(residual, halfReciprocal, root);
    }
}
