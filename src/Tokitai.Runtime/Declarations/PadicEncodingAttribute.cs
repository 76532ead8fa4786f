using System;

namespace Tokitai;

/// <summary>
/// Encodes features by the Monna map, on a partial property of type <see cref="PadicEncoding"/>: with p = <see cref="Base"/> and k =
/// <see cref="Digits"/>, x is rounded to <c>n = round(x p^k)</c> (half to even), clamped to <c>0 .. p^k - 1</c>, and the digits of n are read in
/// reverse behind the point, <c>y = sum_i d_i p^-(i+1)</c> for <c>n = sum_i d_i p^i</c>: numbers that agree in their low digits, which is to be close
/// p-adically, come to lie close to each other (A. F. Monna, Sur une transformation simple des nombres p-adiques en nombres réels, 1952). The
/// result lies in [0, 1); the other features pass.
/// </summary>
/// <remarks>
/// The map is constant but for jumps, so its derivative would say nothing: Backward passes the gradient unchanged (the straight-through
/// estimator; Bengio, Léonard and Courville, Estimating or propagating gradients through stochastic neurons for conditional computation,
/// 2013). Infinities clamp; a NaN makes Forward throw a <see cref="NotFiniteNumberException"/> that names layer, sample and feature.
/// </remarks>
/// <param name="first">First feature to encode, from 0.</param>
/// <param name="count">Number of features to encode, at least 1.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class PadicEncodingAttribute(int first, int count) : Attribute
{
    /// <summary>First feature to encode.</summary>
    public int First { get; } = first;

    /// <summary>Number of features to encode.</summary>
    public int Count { get; } = count;

    /// <summary>Base of the digits, at least 2; <c>Base^Digits</c> is at most 2^24, up to where float32 counts.</summary>
    public int Base { get; set; } = 2;

    /// <summary>Number of digits, at least 1.</summary>
    public int Digits { get; set; } = 8;
}
