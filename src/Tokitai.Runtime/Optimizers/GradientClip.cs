using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Optimizers;

/// <summary>What a step does to each gradient before anything else: <c>g = clamp(Scale * g, -Limit, Limit)</c>.</summary>
/// <param name="Scale">Factor of all gradients; 1 changes no bit.</param>
/// <param name="Limit">Bound of their magnitude; infinity changes no bit.</param>
internal readonly record struct GradientClip(float Scale, float Limit)
{
    /// <summary>Whether any bit changes.</summary>
    public bool ChangesGradients => Scale != 1 || Limit != float.PositiveInfinity;

    /// <summary>
    /// The factor that brings gradients of a norm below a bound, as PyTorch's <c>clip_grad_norm_</c> has it:
    /// <c>min(1, maxNorm / (norm + 1e-6))</c>.
    /// </summary>
    /// <param name="norm">The norm of all gradients, finite.</param>
    /// <param name="maxNorm">The bound.</param>
    public static float ScaleFor(double norm, float maxNorm) => (float)Math.Min(1, maxNorm / (norm + 1e-6));

    /// <summary>The operation for one vector. NaN passes through: both comparisons yield their second operand then.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Apply<TSimd, TVector>(TVector gradient, TVector scale, TVector limit)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        TSimd.Max(TSimd.Subtract(TSimd.Zero, limit), TSimd.Min(limit, TSimd.Multiply(scale, gradient)));
}
