using System.Runtime.CompilerServices;

namespace Tokitai.Simd;

/// <summary>Stores past the caches, see <see cref="ISimd{TVector}.StoreStreaming"/>.</summary>
internal readonly unsafe struct PastCaches : IDestination
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TSimd, TVector>(float* destination, TVector value)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged => TSimd.StoreStreaming(destination, value);
}
