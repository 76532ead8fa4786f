using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// The micro-kernel of 8 rows by 2 vectors: <c>c[i, j] = init[i, j] + sum over t of a[i, t] * b[t, j]</c>, each element one chain
/// of fused multiply-adds in ascending t.
/// </summary>
internal static unsafe class Tile8x2
{
    /// <summary>Rows that the kernel computes; rows above <see cref="TileArguments.Rows"/> are read but not stored.</summary>
    public const int Rows = 8;

    /// <summary>Vectors that the kernel computes.</summary>
    public const int Vectors = 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        float* init = tile.Init;
        long initVector = tile.InitVector;
        TVector c0a = TSimd.Load(init);
        TVector c0b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c1a = TSimd.Load(init);
        TVector c1b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c2a = TSimd.Load(init);
        TVector c2b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c3a = TSimd.Load(init);
        TVector c3b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c4a = TSimd.Load(init);
        TVector c4b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c5a = TSimd.Load(init);
        TVector c5b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c6a = TSimd.Load(init);
        TVector c6b = TSimd.Load(init + initVector);
        init += tile.InitRow;
        TVector c7a = TSimd.Load(init);
        TVector c7b = TSimd.Load(init + initVector);

        float* aChunk = tile.A;
        float* bChunk = tile.B;
        long bStep = tile.BStep;
        long b1 = tile.BVector;
        long ahead = tile.BPrefetch;
        for (int left = tile.Length; left > 0; left -= tile.ChunkLength)
        {
            int count = left < tile.ChunkLength ? left : tile.ChunkLength;
            float* a = aChunk;
            float* b = bChunk;
            if (TLeft.PrefetchesLeft) Prefetch.Left<TLeft>(a, tile, Rows);
            do
            {
                TVector x = TSimd.Load(b);
                TVector y = TSimd.Load(b + b1);
                if (TLeft.PrefetchesRight) Prefetch.Line(b + ahead);
                TVector a0 = TSimd.Broadcast(a);
                c0a = TSimd.MultiplyAdd(a0, x, c0a);
                c0b = TSimd.MultiplyAdd(a0, y, c0b);
                TVector a1 = TSimd.Broadcast(a + TLeft.RowStride);
                c1a = TSimd.MultiplyAdd(a1, x, c1a);
                c1b = TSimd.MultiplyAdd(a1, y, c1b);
                TVector a2 = TSimd.Broadcast(a + (2 * TLeft.RowStride));
                c2a = TSimd.MultiplyAdd(a2, x, c2a);
                c2b = TSimd.MultiplyAdd(a2, y, c2b);
                TVector a3 = TSimd.Broadcast(a + (3 * TLeft.RowStride));
                c3a = TSimd.MultiplyAdd(a3, x, c3a);
                c3b = TSimd.MultiplyAdd(a3, y, c3b);
                TVector a4 = TSimd.Broadcast(a + (4 * TLeft.RowStride));
                c4a = TSimd.MultiplyAdd(a4, x, c4a);
                c4b = TSimd.MultiplyAdd(a4, y, c4b);
                TVector a5 = TSimd.Broadcast(a + (5 * TLeft.RowStride));
                c5a = TSimd.MultiplyAdd(a5, x, c5a);
                c5b = TSimd.MultiplyAdd(a5, y, c5b);
                TVector a6 = TSimd.Broadcast(a + (6 * TLeft.RowStride));
                c6a = TSimd.MultiplyAdd(a6, x, c6a);
                c6b = TSimd.MultiplyAdd(a6, y, c6b);
                TVector a7 = TSimd.Broadcast(a + (7 * TLeft.RowStride));
                c7a = TSimd.MultiplyAdd(a7, x, c7a);
                c7b = TSimd.MultiplyAdd(a7, y, c7b);
                a += TLeft.StepStride;
                b += bStep;
            }
            while (--count > 0);
            aChunk += tile.AChunk;
            bChunk += tile.BChunk;
        }

        float* c = tile.C;
        // The second vector goes first: where it repeats the first one (Vectors is 1) both store the same values.
        long c1 = tile.CVector;
        TSimd.Store(c + c1, c0b);
        TSimd.Store(c, c0a);
        if (tile.Rows == 1) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c1b);
        TSimd.Store(c, c1a);
        if (tile.Rows == 2) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c2b);
        TSimd.Store(c, c2a);
        if (tile.Rows == 3) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c3b);
        TSimd.Store(c, c3a);
        if (tile.Rows == 4) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c4b);
        TSimd.Store(c, c4a);
        if (tile.Rows == 5) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c5b);
        TSimd.Store(c, c5a);
        if (tile.Rows == 6) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c6b);
        TSimd.Store(c, c6a);
        if (tile.Rows == 7) return;
        c += tile.CRow;
        TSimd.Store(c + c1, c7b);
        TSimd.Store(c, c7a);
    }
}
