using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>Memory is asked for samples of the next block.</summary>
/// <typeparam name="TLevel">The cache level that they should come into.</typeparam>
/// <param name="ahead">Floats from the group to the samples that memory is asked for.</param>
/// <param name="rows">How many samples: 0, 2 or 4.</param>
internal readonly unsafe struct Asking<TLevel>(long ahead, int rows) : IMeanwhile
    where TLevel : ICacheLevel
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Step<TSimd, TVector>(float* line)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (rows > 0) Prefetch.Into<TLevel>(line + ahead, 2);
        if (rows > 2) Prefetch.Into<TLevel>(line + ahead + (2 * PackedLayout.PanelRows), 2);
    }
}
