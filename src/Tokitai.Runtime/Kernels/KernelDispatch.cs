using System.Runtime.Intrinsics;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>Chooses the copy of a kernel for a vector width: once a kernel call, never inside one.</summary>
internal static unsafe class KernelDispatch
{
    /// <summary>The task function of a kernel.</summary>
    /// <typeparam name="TKernel">The kernel.</typeparam>
    /// <param name="simd">The vector width.</param>
    public static delegate*<void*, int, void> Select<TKernel>(SimdLevel simd)
        where TKernel : struct, IKernel
    {
        switch (simd)
        {
            case SimdLevel.Vector512 when SimdDispatch.Has512: return &TKernel.Task<Simd512, Vector512<float>>;
            case SimdLevel.Vector256 when SimdDispatch.Has256: return &TKernel.Task<Simd256, Vector256<float>>;
            default: return &TKernel.Task<Simd128, Vector128<float>>;
        }
    }
}
