using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>Vectors of 8 floats: AVX2 with FMA.</summary>
internal readonly unsafe struct Simd256 : ISimd<Vector256<float>>
{
    public static int Width => 8;

    public static Vector256<float> Zero => Vector256<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Create(float value) => Vector256.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Load(float* source) => Vector256.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Broadcast(float* source) => Vector256.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> BroadcastOperand(float* source) => Broadcast(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(
        float* source, int stride, out Vector256<float> c0, out Vector256<float> c1, out Vector256<float> c2, out Vector256<float> c3)
    {
        if (Avx.IsSupported)
        {
            // Rows four apart share a vector, so that what is left is to transpose 4 x 4 floats in each 128 bits.
            Vector256<float> r0 = Pair(source, stride), r1 = Pair(source + stride, stride);
            Vector256<float> r2 = Pair(source + (2 * stride), stride), r3 = Pair(source + (3 * stride), stride);
            Vector256<float> low01 = Avx.UnpackLow(r0, r1), high01 = Avx.UnpackHigh(r0, r1), low23 = Avx.UnpackLow(r2, r3), high23 = Avx.UnpackHigh(r2, r3);
            c0 = Avx.Shuffle(low01, low23, 0x44);
            c1 = Avx.Shuffle(low01, low23, 0xEE);
            c2 = Avx.Shuffle(high01, high23, 0x44);
            c3 = Avx.Shuffle(high01, high23, 0xEE);
            return;
        }

        Simd128.LoadColumns(source, stride, out Vector128<float> l0, out Vector128<float> l1, out Vector128<float> l2, out Vector128<float> l3);
        Simd128.LoadColumns(source + (4 * stride), stride, out Vector128<float> h0, out Vector128<float> h1, out Vector128<float> h2, out Vector128<float> h3);
        (c0, c1, c2, c3) = (Vector256.Create(l0, h0), Vector256.Create(l1, h1), Vector256.Create(l2, h2), Vector256.Create(l3, h3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Pair(float* row, int stride) =>
        Avx.InsertVector128(Vector128.Load(row).ToVector256Unsafe(), Vector128.Load(row + (4 * stride)), 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector256<float> value) => Vector256.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* destination, Vector256<float> value) => Vector256.StoreAlignedNonTemporal(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Add(Vector256<float> left, Vector256<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Subtract(Vector256<float> left, Vector256<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Multiply(Vector256<float> left, Vector256<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Divide(Vector256<float> left, Vector256<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> MultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend)
    {
        if (Fma.IsSupported) return Fma.MultiplyAdd(left, right, addend);
        return (left * right) + addend;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> NegateMultiplyAdd(Vector256<float> left, Vector256<float> right, Vector256<float> addend)
    {
        if (Fma.IsSupported) return Fma.MultiplyAddNegated(left, right, addend);
        return addend - (left * right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ProductError(Vector256<float> left, Vector256<float> right, Vector256<float> product)
    {
        if (Fma.IsSupported) return Fma.MultiplySubtract(left, right, product);
        return Vector256.Create(
            Simd128.ProductError(left.GetLower(), right.GetLower(), product.GetLower()),
            Simd128.ProductError(left.GetUpper(), right.GetUpper(), product.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sqrt(Vector256<float> value) => Vector256.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> SqrtByMultiplyAdds(Vector256<float> value) => Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Abs(Vector256<float> value) => Vector256.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Max(Vector256<float> left, Vector256<float> right) => Avx.IsSupported
        ? Avx.Max(left, right)
        : Vector256.ConditionalSelect(Vector256.GreaterThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Min(Vector256<float> left, Vector256<float> right) => Avx.IsSupported
        ? Avx.Min(left, right)
        : Vector256.ConditionalSelect(Vector256.LessThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> GreaterThan(Vector256<float> left, Vector256<float> right) => Vector256.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Select(Vector256<float> mask, Vector256<float> whenTrue, Vector256<float> whenFalse) =>
        Vector256.ConditionalSelect(mask, whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> And(Vector256<float> left, Vector256<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> RoundToInteger(Vector256<float> value) => Vector256.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Scale(Vector256<float> value, Vector256<float> exponent)
    {
        // In two halves: one factor cannot hold exponents beyond 127, and only the second product can round.
        Vector256<float> half = Vector256.Round(exponent * 0.5f);
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> PowerOfTwo(Vector256<float> exponent) =>
        Vector256.ShiftLeft(Vector256.ConvertToInt32Native(exponent) + Vector256.Create(127), 23).AsSingle();
}
