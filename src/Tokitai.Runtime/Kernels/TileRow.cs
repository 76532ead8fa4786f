using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// One row of a tile of two vectors, in one step of its reduction: <c>ca += a * x</c> and <c>cb += a * y</c>. A shared row has an instruction
/// that spreads <c>a</c> over a register. A folded row leaves that to its multiply-adds, which is one instruction less and one load more. A core
/// has too few of both, above all of instructions, where another of its threads works, too: so the large tiles of 512-bit vectors fold three rows
/// of four. Were all folded, the loads would be too many. Where loads are scarcer (<see cref="CoreTuning"/>), all rows are shared but those of a batch of one.
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
    public static void Folded<TSimd, TVector, TLeft>(float* a, int offset, TVector x, TVector y, ref TVector ca, ref TVector cb)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        if (!TLeft.FoldsRows)
        {
            Shared<TSimd, TVector>(a, offset, x, y, ref ca, ref cb);
            return;
        }

        ca = TSimd.MultiplyAdd(TSimd.BroadcastOperand(a + offset), x, ca);
        cb = TSimd.MultiplyAdd(TSimd.BroadcastOperand(a + offset), y, cb);
    }

    /// <summary>Stores a vector of sums, past the caches where the operands say so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store<TSimd, TVector, TLeft>(float* c, TVector sums)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        if (TLeft.StreamsSums) TSimd.StoreStreaming(c, sums);
        else TSimd.Store(c, sums);
    }
}
