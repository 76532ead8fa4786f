namespace Tokitai.Simd;

/// <summary>
/// The vector operations that kernels are written in, for one vector width. Every kernel is one text over this interface;
/// the JIT and the ahead-of-time compiler make a copy of it for each width and see through all calls.
/// </summary>
/// <remarks>
/// All operations are correctly rounded lane by lane (IEEE 754), so the same kernel gives the same bits at every width, as
/// long as <see cref="MultiplyAdd"/> is fused: true on every processor with FMA.
/// </remarks>
/// <typeparam name="TVector">The vector of floats.</typeparam>
internal unsafe interface ISimd<TVector>
    where TVector : unmanaged
{
    /// <summary>Number of floats in a vector: 4, 8 or 16.</summary>
    static abstract int Width { get; }

    static abstract TVector Zero { get; }

    static abstract TVector Create(float value);

    static abstract TVector Load(float* source);

    /// <summary>Loads one float into every lane.</summary>
    static abstract TVector Broadcast(float* source);

    /// <summary>
    /// As <see cref="Broadcast"/>, where the instruction that uses the vector should read the float by itself, as 512-bit ones can: each use
    /// reads it anew, and no instruction of its own spreads it. Narrower vectors broadcast as ever.
    /// </summary>
    static abstract TVector BroadcastOperand(float* source);

    /// <summary>Loads four columns of a matrix with as many rows as a vector has lanes: lane i of column j is <c>source[i * stride + j]</c>.</summary>
    static abstract void LoadColumns(float* source, int stride, out TVector c0, out TVector c1, out TVector c2, out TVector c3);

    static abstract void Store(float* destination, TVector value);

    /// <summary>
    /// Stores past the caches, to an address that is a multiple of the vector's size: for results that are too large to be read back from a
    /// cache. The lines need not be fetched before they are overwritten, and nothing else is driven out.
    /// </summary>
    static abstract void StoreStreaming(float* destination, TVector value);

    static abstract TVector Add(TVector left, TVector right);

    static abstract TVector Subtract(TVector left, TVector right);

    static abstract TVector Multiply(TVector left, TVector right);

    static abstract TVector Divide(TVector left, TVector right);

    /// <summary><c>left * right + addend</c>, rounded once where the processor can.</summary>
    static abstract TVector MultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary><c>addend - left * right</c>, rounded once where the processor can.</summary>
    static abstract TVector NegateMultiplyAdd(TVector left, TVector right, TVector addend);

    /// <summary>What rounding has taken from a product, <c>left * right - product</c>, exactly, unless something is subnormal.</summary>
    /// <param name="left">A factor.</param>
    /// <param name="right">The other one.</param>
    /// <param name="product">Their product, rounded.</param>
    static abstract TVector ProductError(TVector left, TVector right, TVector product);

    static abstract TVector Sqrt(TVector value);

    /// <summary>As <see cref="Sqrt"/>, but without the processor's divider where there is such a way (AVX-512); infinity may give NaN.</summary>
    static abstract TVector SqrtByMultiplyAdds(TVector value);

    static abstract TVector Abs(TVector value);

    /// <summary>The larger of each pair; the second operand where either is NaN or both are zero, as <c>maxps</c> has it.</summary>
    static abstract TVector Max(TVector left, TVector right);

    /// <summary>The smaller of each pair; the second operand where either is NaN or both are zero, as <c>minps</c> has it.</summary>
    static abstract TVector Min(TVector left, TVector right);

    /// <summary>All bits set where <c>left &gt; right</c>; false for NaN.</summary>
    static abstract TVector GreaterThan(TVector left, TVector right);

    /// <summary><paramref name="whenTrue"/> where the bits of the mask are set, else <paramref name="whenFalse"/>.</summary>
    static abstract TVector Select(TVector mask, TVector whenTrue, TVector whenFalse);

    /// <summary>The bitwise and.</summary>
    static abstract TVector And(TVector left, TVector right);

    /// <summary>The nearest integers, half to even; values beyond 2^23 are integers already.</summary>
    static abstract TVector RoundToInteger(TVector value);

    /// <summary>
    /// <c>value * 2^exponent</c>, rounded once, for integral exponents from -250 to 250 and values whose magnitude is from 2^-10 to 2^10;
    /// unspecified bits for anything else, but NaN for a value of NaN.
    /// </summary>
    static abstract TVector Scale(TVector value, TVector exponent);

    /// <summary><c>2^exponent</c> for integral exponents from -126 to 127; unspecified bits for anything else, NaN included.</summary>
    static abstract TVector PowerOfTwo(TVector exponent);
}
