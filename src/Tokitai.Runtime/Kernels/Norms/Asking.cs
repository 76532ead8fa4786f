using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>Memory is asked for samples of the next block.</summary>
/// <param name="ahead">Floats from the group to the <see cref="RowGroup.AskedRows"/> that memory is asked for.</param>
internal readonly unsafe struct Asking(long ahead) : IMeanwhile
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TSimd, TVector>(float* line)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => Prefetch.Far(line + ahead, RowGroup.AskedRows);
}
