using System.Runtime.CompilerServices;

namespace Tokitai.Kernels.Norms;

/// <summary>Statistics alone.</summary>
internal readonly unsafe struct Nothing : IMeanwhile
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TSimd, TVector>(float* line)
        where TSimd : Simd.ISimd<TVector>
        where TVector : unmanaged
    {
    }
}
