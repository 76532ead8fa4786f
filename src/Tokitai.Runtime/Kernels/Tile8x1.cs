using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// The micro-kernel of 8 rows by 1 vector, for what is too narrow for two: <c>c[i, j] = init[i, j] + sum over t of a[i, t] * b[t, j]</c>, each
/// element one chain of fused multiply-adds in ascending t. Eight chains are what two multiply-adds a cycle need.
/// </summary>
internal static unsafe class Tile8x1
{
    /// <summary>Rows that the kernel computes; rows above <see cref="TileArguments.Rows"/> are read but not stored.</summary>
    public const int Rows = 8;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        // Zeros and a bias are the same for all rows.
        float* init = tile.Init;
        TVector c0 = TSimd.Load(init);
        TVector c1 = c0, c2 = c0, c3 = c0, c4 = c0, c5 = c0, c6 = c0, c7 = c0;
        long initRow = tile.InitRow;
        if (initRow != 0)
        {
            init += initRow;
            c1 = TSimd.Load(init);
            init += initRow;
            c2 = TSimd.Load(init);
            init += initRow;
            c3 = TSimd.Load(init);
            init += initRow;
            c4 = TSimd.Load(init);
            init += initRow;
            c5 = TSimd.Load(init);
            init += initRow;
            c6 = TSimd.Load(init);
            init += initRow;
            c7 = TSimd.Load(init);
        }

        float* a = tile.A;
        float* b = tile.B;
        long nextChunk = tile.AChunk - ((long)TLeft.ChunkLength * TLeft.StepStride);
        int left = tile.Length;
        while (true)
        {
            float* nextChunkRows = a + tile.AChunk, laterRows = a + tile.APrefetch;
            for (int pairs = Math.Min(left, TLeft.ChunkLength) >> 1; pairs != 0; pairs--)
            {
                Prefetch.NextChunk<TLeft>(ref nextChunkRows, Rows);
                Prefetch.Line(laterRows);
                laterRows += 2 * Rows;
                TVector x = TSimd.Load(b);
                c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a), x, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.RowStride), x, c1);
                c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (2 * TLeft.RowStride)), x, c2);
                c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (3 * TLeft.RowStride)), x, c3);
                c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (4 * TLeft.RowStride)), x, c4);
                c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (5 * TLeft.RowStride)), x, c5);
                c6 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (6 * TLeft.RowStride)), x, c6);
                c7 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (7 * TLeft.RowStride)), x, c7);
                x = TSimd.Load(b + TSimd.Width);
                c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride), x, c0);
                c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + TLeft.RowStride), x, c1);
                c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (2 * TLeft.RowStride)), x, c2);
                c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (3 * TLeft.RowStride)), x, c3);
                c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (4 * TLeft.RowStride)), x, c4);
                c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (5 * TLeft.RowStride)), x, c5);
                c6 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (6 * TLeft.RowStride)), x, c6);
                c7 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.StepStride + (7 * TLeft.RowStride)), x, c7);
                a += 2 * TLeft.StepStride;
                b += 2 * TSimd.Width;
            }

            left -= TLeft.ChunkLength;
            if (left <= 0) break;
            a += nextChunk;
        }

        if ((tile.Length & 1) != 0)
        {
            TVector x = TSimd.Load(b);
            c0 = TSimd.MultiplyAdd(TSimd.Broadcast(a), x, c0);
            c1 = TSimd.MultiplyAdd(TSimd.Broadcast(a + TLeft.RowStride), x, c1);
            c2 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (2 * TLeft.RowStride)), x, c2);
            c3 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (3 * TLeft.RowStride)), x, c3);
            c4 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (4 * TLeft.RowStride)), x, c4);
            c5 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (5 * TLeft.RowStride)), x, c5);
            c6 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (6 * TLeft.RowStride)), x, c6);
            c7 = TSimd.MultiplyAdd(TSimd.Broadcast(a + (7 * TLeft.RowStride)), x, c7);
        }

        float* c = tile.C;
        long row = tile.CRow;
        if (tile.Rows >= Rows)
        {
            TSimd.Store(c, c0);
            c += row;
            TSimd.Store(c, c1);
            c += row;
            TSimd.Store(c, c2);
            c += row;
            TSimd.Store(c, c3);
            c += row;
            TSimd.Store(c, c4);
            c += row;
            TSimd.Store(c, c5);
            c += row;
            TSimd.Store(c, c6);
            c += row;
            TSimd.Store(c, c7);
            return;
        }

        c += (tile.Rows - 1) * row;
        switch (tile.Rows)
        {
            case 7:
                TSimd.Store(c, c6);
                c -= row;
                goto case 6;
            case 6:
                TSimd.Store(c, c5);
                c -= row;
                goto case 5;
            case 5:
                TSimd.Store(c, c4);
                c -= row;
                goto case 4;
            case 4:
                TSimd.Store(c, c3);
                c -= row;
                goto case 3;
            case 3:
                TSimd.Store(c, c2);
                c -= row;
                goto case 2;
            case 2:
                TSimd.Store(c, c1);
                c -= row;
                goto default;
            default:
                TSimd.Store(c, c0);
                return;
        }
    }
}
