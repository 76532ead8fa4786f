using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

/// <summary>
/// Rectified linear unit: <c>f(x) = max(x, 0)</c>, <c>f'(x) = 1</c> for <c>x &gt; 0</c>, else 0. Exact; NaN gives NaN, with
/// derivative 0.
/// </summary>
internal readonly struct ReluActivation : IActivation
{
    public static bool KeepsZero => true;

    // Max answers with its second operand where one is NaN: x stands there so that NaN comes through.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Max(TSimd.Zero, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.And(TSimd.GreaterThan(x, TSimd.Zero), TSimd.Create(1));
}
