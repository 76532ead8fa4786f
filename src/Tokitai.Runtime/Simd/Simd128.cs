using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>Vectors of 4 floats: Arm's AdvSimd, x86 without AVX2, and (element by element) anything else.</summary>
internal readonly unsafe struct Simd128 : ISimd<Vector128<float>>
{
    public static int Width => 4;

    public static Vector128<float> Zero => Vector128<float>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Create(float value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Load(float* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Broadcast(float* source) => Vector128.Create(*source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> BroadcastOperand(float* source) => Broadcast(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void LoadColumns(
        float* source, int stride, out Vector128<float> c0, out Vector128<float> c1, out Vector128<float> c2, out Vector128<float> c3)
    {
        Vector128<float> r0 = Load(source), r1 = Load(source + stride), r2 = Load(source + (2 * stride)), r3 = Load(source + (3 * stride));
        if (Sse.IsSupported)
        {
            Vector128<float> low01 = Sse.UnpackLow(r0, r1), high01 = Sse.UnpackHigh(r0, r1), low23 = Sse.UnpackLow(r2, r3), high23 = Sse.UnpackHigh(r2, r3);
            c0 = Sse.MoveLowToHigh(low01, low23);
            c1 = Sse.MoveHighToLow(low23, low01);
            c2 = Sse.MoveLowToHigh(high01, high23);
            c3 = Sse.MoveHighToLow(high23, high01);
            return;
        }

        c0 = Vector128.Create(r0[0], r1[0], r2[0], r3[0]);
        c1 = Vector128.Create(r0[1], r1[1], r2[1], r3[1]);
        c2 = Vector128.Create(r0[2], r1[2], r2[2], r3[2]);
        c3 = Vector128.Create(r0[3], r1[3], r2[3], r3[3]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* destination, Vector128<float> value) => Vector128.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* destination, Vector128<float> value) => Vector128.StoreAlignedNonTemporal(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Add(Vector128<float> left, Vector128<float> right) => left + right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Subtract(Vector128<float> left, Vector128<float> right) => left - right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Multiply(Vector128<float> left, Vector128<float> right) => left * right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Divide(Vector128<float> left, Vector128<float> right) => left / right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> MultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend)
    {
        if (Fma.IsSupported) return Fma.MultiplyAdd(left, right, addend);
        if (AdvSimd.IsSupported) return AdvSimd.FusedMultiplyAdd(addend, left, right);
        return (left * right) + addend;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> NegateMultiplyAdd(Vector128<float> left, Vector128<float> right, Vector128<float> addend)
    {
        if (Fma.IsSupported) return Fma.MultiplyAddNegated(left, right, addend);
        if (AdvSimd.IsSupported) return AdvSimd.FusedMultiplySubtract(addend, left, right);
        return addend - (left * right);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ProductError(Vector128<float> left, Vector128<float> right, Vector128<float> product)
    {
        if (Fma.IsSupported) return Fma.MultiplySubtract(left, right, product);
        if (AdvSimd.IsSupported) return -AdvSimd.FusedMultiplySubtract(product, left, right);

        // In halves of 12 bits, whose products are exact (Dekker: "A Floating-Point Technique for Extending the Available Precision", 1971).
        Vector128<float> leftHigh = UpperHalf(left), rightHigh = UpperHalf(right);
        Vector128<float> leftLow = left - leftHigh, rightLow = right - rightHigh;
        return (leftHigh * rightHigh) - product + (leftHigh * rightLow) + (leftLow * rightHigh) + (leftLow * rightLow);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sqrt(Vector128<float> value) => Vector128.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> SqrtByMultiplyAdds(Vector128<float> value) => Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Abs(Vector128<float> value) => Vector128.Abs(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Max(Vector128<float> left, Vector128<float> right) => Sse.IsSupported
        ? Sse.Max(left, right)
        : Vector128.ConditionalSelect(Vector128.GreaterThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Min(Vector128<float> left, Vector128<float> right) => Sse.IsSupported
        ? Sse.Min(left, right)
        : Vector128.ConditionalSelect(Vector128.LessThan(left, right), left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> GreaterThan(Vector128<float> left, Vector128<float> right) => Vector128.GreaterThan(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Select(Vector128<float> mask, Vector128<float> whenTrue, Vector128<float> whenFalse) =>
        Vector128.ConditionalSelect(mask, whenTrue, whenFalse);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> And(Vector128<float> left, Vector128<float> right) => left & right;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> RoundToInteger(Vector128<float> value) => Vector128.Round(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Scale(Vector128<float> value, Vector128<float> exponent)
    {
        // In two halves: one factor cannot hold exponents beyond 127, and only the second product can round.
        Vector128<float> half = Vector128.Round(exponent * 0.5f);
        return value * PowerOfTwo(half) * PowerOfTwo(exponent - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> PowerOfTwo(Vector128<float> exponent) =>
        Vector128.ShiftLeft(Vector128.ConvertToInt32Native(exponent) + Vector128.Create(127), 23).AsSingle();

    /// <summary>The upper 12 bits of a float's 24.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> UpperHalf(Vector128<float> value) => value & Vector128.Create(0xFFFFF000u).AsSingle();
}
