using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// The micro-kernel of one row by 8 vectors, for matrix-vector products: enough independent chains to hide the latency of the
/// multiply-add. The chains are those of the other tiles.
/// </summary>
internal static unsafe class Tile1x8
{
    /// <summary>Vectors that the kernel computes.</summary>
    public const int Vectors = 8;

    /// <summary>Runs the tile.</summary>
    /// <param name="tile">
    /// As for the other tiles, but <see cref="TileArguments.BVector"/> and <see cref="TileArguments.CVector"/> lead from one panel to
    /// the next, and <see cref="TileArguments.InitVector"/> is that of a panel too.
    /// </param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        TVector c0 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(0, tile.InitVector));
        TVector c1 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(1, tile.InitVector));
        TVector c2 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(2, tile.InitVector));
        TVector c3 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(3, tile.InitVector));
        TVector c4 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(4, tile.InitVector));
        TVector c5 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(5, tile.InitVector));
        TVector c6 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(6, tile.InitVector));
        TVector c7 = TSimd.Load(tile.Init + Offset<TSimd, TVector>(7, tile.InitVector));

        long bVector = tile.BVector;
        long b1 = Offset<TSimd, TVector>(1, bVector);
        long b2 = Offset<TSimd, TVector>(2, bVector);
        long b3 = Offset<TSimd, TVector>(3, bVector);
        long b4 = Offset<TSimd, TVector>(4, bVector);
        long b5 = Offset<TSimd, TVector>(5, bVector);
        long b6 = Offset<TSimd, TVector>(6, bVector);
        long b7 = Offset<TSimd, TVector>(7, bVector);
        float* a = tile.A;
        float* b = tile.B;
        long nextChunk = tile.AChunk - ((long)TLeft.ChunkLength * TLeft.StepStride);
        int left = tile.Length;
        while (true)
        {
            for (int steps = Math.Min(left, TLeft.ChunkLength); steps != 0; steps--)
            {
                TVector x = TSimd.Broadcast(a);
                c0 = TSimd.MultiplyAdd(x, TSimd.Load(b), c0);
                c1 = TSimd.MultiplyAdd(x, TSimd.Load(b + b1), c1);
                c2 = TSimd.MultiplyAdd(x, TSimd.Load(b + b2), c2);
                c3 = TSimd.MultiplyAdd(x, TSimd.Load(b + b3), c3);
                c4 = TSimd.MultiplyAdd(x, TSimd.Load(b + b4), c4);
                c5 = TSimd.MultiplyAdd(x, TSimd.Load(b + b5), c5);
                c6 = TSimd.MultiplyAdd(x, TSimd.Load(b + b6), c6);
                c7 = TSimd.MultiplyAdd(x, TSimd.Load(b + b7), c7);
                a += TLeft.StepStride;
                b += PackedLayout.PanelRows;
            }

            left -= TLeft.ChunkLength;
            if (left <= 0) break;
            a += nextChunk;
        }

        TSimd.Store(tile.C + Offset<TSimd, TVector>(0, tile.CVector), c0);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(1, tile.CVector), c1);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(2, tile.CVector), c2);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(3, tile.CVector), c3);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(4, tile.CVector), c4);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(5, tile.CVector), c5);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(6, tile.CVector), c6);
        TSimd.Store(tile.C + Offset<TSimd, TVector>(7, tile.CVector), c7);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Offset<TSimd, TVector>(int vector, long panelDistance)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged =>
        (vector * TSimd.Width / PackedLayout.PanelRows * panelDistance) + (vector * TSimd.Width % PackedLayout.PanelRows);
}
