using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using System.Threading;

namespace Tokitai.Simd;

/// <summary>Vectors of 16 floats: AVX-512. Without it the operations split into halves, slow but equal to the bit, which lets tests run this path on any processor.</summary>
internal readonly unsafe struct Simd512 : ISimd<Vector512<float>>
{
    public static int Width => 16;

    public static Vector512<float> Zero => Vector512<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Create(float value) => Vector512.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(float* source) => Vector512.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Broadcast(float* source) => Vector512.Create(*source);

    // The read is volatile so that the compiler does not merge two of them and keep the vector in a register.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> BroadcastOperand(float* source) => Vector512.Create(Volatile.Read(ref *source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(
        float* source, int stride, out Vector512<float> c0, out Vector512<float> c1, out Vector512<float> c2, out Vector512<float> c3)
    {
        if (Avx512F.IsSupported)
        {
            // Rows four apart share a vector, so that what is left is to transpose 4 x 4 floats in each 128 bits.
            Vector512<float> r0 = Quad(source, stride), r1 = Quad(source + stride, stride);
            Vector512<float> r2 = Quad(source + (2 * stride), stride), r3 = Quad(source + (3 * stride), stride);
            Vector512<float> low01 = Avx512F.UnpackLow(r0, r1), high01 = Avx512F.UnpackHigh(r0, r1);
            Vector512<float> low23 = Avx512F.UnpackLow(r2, r3), high23 = Avx512F.UnpackHigh(r2, r3);
            c0 = Avx512F.Shuffle(low01, low23, 0x44);
            c1 = Avx512F.Shuffle(low01, low23, 0xEE);
            c2 = Avx512F.Shuffle(high01, high23, 0x44);
            c3 = Avx512F.Shuffle(high01, high23, 0xEE);
            return;
        }

        Simd256.LoadColumns(source, stride, out Vector256<float> l0, out Vector256<float> l1, out Vector256<float> l2, out Vector256<float> l3);
        Simd256.LoadColumns(source + (8 * stride), stride, out Vector256<float> h0, out Vector256<float> h1, out Vector256<float> h2, out Vector256<float> h3);
        (c0, c1, c2, c3) = (Vector512.Create(l0, h0), Vector512.Create(l1, h1), Vector512.Create(l2, h2), Vector512.Create(l3, h3));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Quad(float* row, int stride)
    {
        Vector512<float> quad = Avx512F.InsertVector128(Vector128.Load(row).ToVector256Unsafe().ToVector512Unsafe(), Vector128.Load(row + (4 * stride)), 1);
        quad = Avx512F.InsertVector128(quad, Vector128.Load(row + (8 * stride)), 2);
        return Avx512F.InsertVector128(quad, Vector128.Load(row + (12 * stride)), 3);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector512<float> value) => Vector512.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* destination, Vector512<float> value) => Vector512.StoreAlignedNonTemporal(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> left, Vector512<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Subtract(Vector512<float> left, Vector512<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Multiply(Vector512<float> left, Vector512<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Divide(Vector512<float> left, Vector512<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> MultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend)
    {
        if (Avx512F.IsSupported) return Avx512F.FusedMultiplyAdd(left, right, addend);
        return Vector512.Create(
            Simd256.MultiplyAdd(left.GetLower(), right.GetLower(), addend.GetLower()),
            Simd256.MultiplyAdd(left.GetUpper(), right.GetUpper(), addend.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> NegateMultiplyAdd(Vector512<float> left, Vector512<float> right, Vector512<float> addend)
    {
        if (Avx512F.IsSupported) return Avx512F.FusedMultiplyAddNegated(left, right, addend);
        return Vector512.Create(
            Simd256.NegateMultiplyAdd(left.GetLower(), right.GetLower(), addend.GetLower()),
            Simd256.NegateMultiplyAdd(left.GetUpper(), right.GetUpper(), addend.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ProductError(Vector512<float> left, Vector512<float> right, Vector512<float> product)
    {
        if (Avx512F.IsSupported) return Avx512F.FusedMultiplySubtract(left, right, product);
        return Vector512.Create(
            Simd256.ProductError(left.GetLower(), right.GetLower(), product.GetLower()),
            Simd256.ProductError(left.GetUpper(), right.GetUpper(), product.GetUpper()));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Sqrt(Vector512<float> value) => Vector512.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> SqrtByMultiplyAdds(Vector512<float> value) => Avx512F.IsSupported ? SquareRoot.ByMultiplyAdds(value) : Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Abs(Vector512<float> value) => Vector512.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Max(Vector512<float> left, Vector512<float> right) => Avx512F.IsSupported
        ? Avx512F.Max(left, right)
        : Vector512.ConditionalSelect(Vector512.GreaterThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Min(Vector512<float> left, Vector512<float> right) => Avx512F.IsSupported
        ? Avx512F.Min(left, right)
        : Vector512.ConditionalSelect(Vector512.LessThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> GreaterThan(Vector512<float> left, Vector512<float> right) => Vector512.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Select(Vector512<float> mask, Vector512<float> whenTrue, Vector512<float> whenFalse) =>
        Vector512.ConditionalSelect(mask, whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> And(Vector512<float> left, Vector512<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> RoundToInteger(Vector512<float> value) => Vector512.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Scale(Vector512<float> value, Vector512<float> exponent)
    {
        if (Avx512F.IsSupported) return Avx512F.Scale(value, exponent);
        // In two halves: one factor cannot hold exponents beyond 127, and only the second product can round.
        Vector512<float> half = Vector512.Round(exponent * 0.5f);
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> PowerOfTwo(Vector512<float> exponent) =>
        Vector512.ShiftLeft(Vector512.ConvertToInt32Native(exponent) + Vector512.Create(127), 23).AsSingle();
}
