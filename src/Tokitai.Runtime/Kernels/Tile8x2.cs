using System;
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
        // Zeros and a bias are the same for all rows.
        float* init = tile.Init;
        long initVector = tile.InitVector;
        TVector c0a = TSimd.Load(init);
        TVector c0b = TSimd.Load(init + initVector);
        TVector c1a = c0a, c1b = c0b;
        TVector c2a = c0a, c2b = c0b;
        TVector c3a = c0a, c3b = c0b;
        TVector c4a = c0a, c4b = c0b;
        TVector c5a = c0a, c5b = c0b;
        TVector c6a = c0a, c6b = c0b;
        TVector c7a = c0a, c7b = c0b;
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
            init += initRow;
            c4a = TSimd.Load(init);
            c4b = TSimd.Load(init + initVector);
            init += initRow;
            c5a = TSimd.Load(init);
            c5b = TSimd.Load(init + initVector);
            init += initRow;
            c6a = TSimd.Load(init);
            c6b = TSimd.Load(init + initVector);
            init += initRow;
            c7a = TSimd.Load(init);
            c7b = TSimd.Load(init + initVector);
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
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.RowStride, x, y, ref c1a, ref c1b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, 2 * TLeft.RowStride, x, y, ref c2a, ref c2b);
                TileRow.Shared<TSimd, TVector>(a, 3 * TLeft.RowStride, x, y, ref c3a, ref c3b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, 4 * TLeft.RowStride, x, y, ref c4a, ref c4b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, 5 * TLeft.RowStride, x, y, ref c5a, ref c5b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, 6 * TLeft.RowStride, x, y, ref c6a, ref c6b);
                TileRow.Shared<TSimd, TVector>(a, 7 * TLeft.RowStride, x, y, ref c7a, ref c7b);
                x = TSimd.Load(b + TLeft.RightStep(TSimd.Width));
                y = TSimd.Load(b + TLeft.RightStep(TSimd.Width) + bVector);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride, x, y, ref c0a, ref c0b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride + TLeft.RowStride, x, y, ref c1a, ref c1b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride + (2 * TLeft.RowStride), x, y, ref c2a, ref c2b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.StepStride + (3 * TLeft.RowStride), x, y, ref c3a, ref c3b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride + (4 * TLeft.RowStride), x, y, ref c4a, ref c4b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride + (5 * TLeft.RowStride), x, y, ref c5a, ref c5b);
                TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.StepStride + (6 * TLeft.RowStride), x, y, ref c6a, ref c6b);
                TileRow.Shared<TSimd, TVector>(a, TLeft.StepStride + (7 * TLeft.RowStride), x, y, ref c7a, ref c7b);
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
            TileRow.Folded<TSimd, TVector, TLeft>(a, TLeft.RowStride, x, y, ref c1a, ref c1b);
            TileRow.Folded<TSimd, TVector, TLeft>(a, 2 * TLeft.RowStride, x, y, ref c2a, ref c2b);
            TileRow.Shared<TSimd, TVector>(a, 3 * TLeft.RowStride, x, y, ref c3a, ref c3b);
            TileRow.Folded<TSimd, TVector, TLeft>(a, 4 * TLeft.RowStride, x, y, ref c4a, ref c4b);
            TileRow.Folded<TSimd, TVector, TLeft>(a, 5 * TLeft.RowStride, x, y, ref c5a, ref c5b);
            TileRow.Folded<TSimd, TVector, TLeft>(a, 6 * TLeft.RowStride, x, y, ref c6a, ref c6b);
            TileRow.Shared<TSimd, TVector>(a, 7 * TLeft.RowStride, x, y, ref c7a, ref c7b);
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
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c4b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c4a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c5b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c5a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c6b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c6a);
            c += row;
            TileRow.Store<TSimd, TVector, TLeft>(c + c1, c7b);
            TileRow.Store<TSimd, TVector, TLeft>(c, c7a);
            return;
        }

        c += (tile.Rows - 1) * row;
        switch (tile.Rows)
        {
            case 7:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c6b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c6a);
                c -= row;
                goto case 6;
            case 6:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c5b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c5a);
                c -= row;
                goto case 5;
            case 5:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c4b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c4a);
                c -= row;
                goto case 4;
            case 4:
                TileRow.Store<TSimd, TVector, TLeft>(c + c1, c3b);
                TileRow.Store<TSimd, TVector, TLeft>(c, c3a);
                c -= row;
                goto case 3;
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
