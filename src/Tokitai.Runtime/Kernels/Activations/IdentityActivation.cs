using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>No activation: <c>f(x) = x</c>, <c>f'(x) = 1</c>.</summary>
internal readonly struct IdentityActivation : IActivation
{
    public static bool KeepsZero => true;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => x;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Create(1);
}
