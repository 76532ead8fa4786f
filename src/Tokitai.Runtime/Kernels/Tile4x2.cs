using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// The micro-kernel of 4 rows by 2 vectors: <c>c[i, j] = init[i, j] + sum over t of a[i, t] * b[t, j]</c>, each element one chain
/// of fused multiply-adds in ascending t.
/// </summary>
internal static unsafe class Tile4x2
{
    /// <summary>Rows that the kernel computes; rows above <see cref="TileArguments.Rows"/> are read but not stored.</summary>
    public const int Rows = 4;

    /// <summary>Vectors that the kernel computes.</summary>
    public const int Vectors = 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        // Zeros and a bias are the same for all rows.
        float* init = tile.Init;
        long initVector = tile.InitVector;
        TVector c0a = TSimd.Load(init);
        TVector c0b = TSimd.Load(init + initVector);
        TVector c1a = c0a, c1b = c0b;
        TVector c2a = c0a, c2b = c0b;
        TVector c3a = c0a, c3b = c0b;
        long initRow = tile.InitRow;
        if (initRow != 0)
        {
            init += initRow;
            c1a = TSimd.Load(init);
            c1b = TSimd.Load(init + initVector);
            init += initRow;
            c2a = TSimd.Load(init);
            c2b = TSimd.Load(init + initVector);
            init += initRow;
            c3a = TSimd.Load(init);
            c3b = TSimd.Load(init + initVector);
        }

        float* a = tile.A;
        float* b = tile.B;
        long bVector = tile.BVector;
        long nextChunk = tile.AChunk - ((long)TLeft.ChunkLength * TLeft.StepStride);
        float* asked = tile.Asked;
        long askedStep = tile.AskedStep;
        long askedPair = tile.AskedPair;
        long nextAsked = tile.AskedChunk - (TLeft.ChunkLength / 2 * askedStep);
        int left = tile.Length;
        bool asksForLeft = TLeft.PrefetchesLeft && tile.APrefetchRows > 0;
        while (true)
        {
            if (asksForLeft) Prefetch.Left<TLeft>(a, tile, Rows);
            float* nextChunkRows = a + tile.AChunk;
            for (int pairs = Math.Min(left, TLeft.ChunkLength) >> 1; pairs != 0; pairs--)
            {
                Prefetch.Asked<TLeft>(asked);
                if (TLeft.AsksTwice) Prefetch.Asked<TLeft>(asked + askedPair);
                Prefetch.NextChunk<TLeft>(ref nextChunkRows, Rows);
                TVector x = TSimd.Load(b);
                TVector y = TSimd.Load(b + bVector);
                TileRow.Folded<TSimd, TVector, TLeft>(a, 0, x, y, ref c0a, ref c0b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.RowStride, x, y, ref c1a, ref c1b);
                TileRow.Shared<TSimd, TVector>(a, 2 * TLeft.RowStride, x, y, ref c2a, ref c2b);
                TileRow.Shared<TSimd, TVector>(a, 3 * TLeft.RowStride, x, y, ref c3a, ref c3b);
                x = TSimd.Load(b + TLeft.RightStep(TSimd.Width));
                y = TSimd.Load(b + TLeft.RightStep(TSimd.Width) + bVector);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride, x, y, ref c0a, ref c0b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.StepStride + TLeft.RowStride, x, y, ref c1a, ref c1b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.StepStride + (2 * TLeft.RowStride), x, y, ref c2a, ref c2b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.StepStride + (3 * TLeft.RowStride), x, y, ref c3a, ref c3b);
                a += 2 * TLeft.StepStride;
                b += 2 * TLeft.RightStep(TSimd.Width);
                asked += askedStep;
            }

            left -= TLeft.ChunkLength;
            if (left <= 0) break;
            a += nextChunk;
            asked += nextAsked;
        }

        if ((tile.Length & 1) != 0)
        {
            TVector x = TSimd.Load(b);
            TVector y = TSimd.Load(b + bVector);
            TileRow.Folded<TSimd, TVector, TLeft>(a, 0, x, y, ref c0a, ref c0b);
            TileRow.Shared<TSimd, TVector>(a, TLeft.RowStride, x, y, ref c1a, ref c1b);
            TileRow.Shared<TSimd, TVector>(a, 2 * TLeft.RowStride, x, y, ref c2a, ref c2b);
            TileRow.Shared<TSimd, TVector>(a, 3 * TLeft.RowStride, x, y, ref c3a, ref c3b);
        }

        // The second vector goes first: where it repeats the first one (Vectors is 1) both store the same values.
        float* c = tile.C;
        long row = tile.CRow;
        long c1 = tile.CVector;
        if (tile.Rows >= Rows)
        {
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c0b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c0a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c1b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c1a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c2b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c2a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c3b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c3a);
            return;
        }

        c += (tile.Rows - 1) * row;
        switch (tile.Rows)
        {
            case 3:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c2b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c2a);
                c -= row;
                goto case 2;
            case 2:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c1b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c1a);
                c -= row;
                goto default;
            default:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c0b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c0a);
                return;
        }
    }
}
