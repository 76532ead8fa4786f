using Tokitai.Simd;

namespace Tokitai.Kernels.Activations;

internal readonly struct GeluActivation : IActivation
{
    public static TVector Forward<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => x;

    public static TVector Derivative<TSimd, TVector>(TVector x)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Create(1);
}
