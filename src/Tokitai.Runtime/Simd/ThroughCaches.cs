using System.Runtime.CompilerServices;

namespace Tokitai.Simd;

/// <summary>Ordinary stores.</summary>
internal readonly unsafe struct ThroughCaches : IDestination
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TSimd, TVector>(float* destination, TVector value)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.Store(destination, value);
}
