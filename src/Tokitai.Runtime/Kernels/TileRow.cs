using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// One row of a tile of two vectors, in one step of its reduction: <c>ca += a * x</c> and <c>cb += a * y</c>. Rows differ in where the float of
/// the left operand comes from. A shared row has an instruction that spreads it over a register; a folded row leaves that to its multiply-adds, which read it twice but
/// are an instruction less. What a core can issue a cycle (less where another thread of the core works, too) and what it can load are both scarce,
/// so tiles fold half of their rows: alternately, so that neither comes in bursts.
/// </summary>
internal static unsafe class TileRow
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Shared<TSimd, TVector>(float* a, int offset, TVector x, TVector y, ref TVector ca, ref TVector cb)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        TVector value = TSimd.Broadcast(a + offset);
        ca = TSimd.MultiplyAdd(value, x, ca);
        cb = TSimd.MultiplyAdd(value, y, cb);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Folded<TSimd, TVector>(float* a, int offset, TVector x, TVector y, ref TVector ca, ref TVector cb)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        ca = TSimd.MultiplyAdd(TSimd.BroadcastOperand(a + offset), x, ca);
        cb = TSimd.MultiplyAdd(TSimd.BroadcastOperand(a + offset), y, cb);
    }
}
