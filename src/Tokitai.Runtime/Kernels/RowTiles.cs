using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// Cuts a range of rows into the row counts of the micro-kernels and runs the right one. The cut changes speed only: an
/// element's chain of multiply-adds is the same in every tile.
/// </summary>
internal static unsafe class RowTiles
{
    /// <summary>The number of rows that the next tile should take.</summary>
    /// <param name="width">Floats of a vector.</param>
    /// <param name="rows">Rows that are left, at least 1.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Next(int width, int rows)
    {
        if (width == 16)
        {
            // 32 registers: 12 x 2 accumulators; 16 rows are better two times 8 than 12 and 4, and 13 or 14 are 8 and 6.
            if (rows >= 20 || rows is 12 or > 16) return 12;
            return rows > 4 ? Math.Min(rows, rows > 8 && rows < 12 ? 12 : 8) : rows;
        }

        // 16 registers: 6 x 2 accumulators; 8 rows are better two times 4 than 6 and 2.
        if (rows is 7 or 8) return 4;
        return Math.Min(rows, 6);
    }

    /// <summary>Runs the smallest micro-kernel that has at least <see cref="TileArguments.Rows"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Run<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        if (CoreTuning.Current.LoadsAreScarce) Smallest<TSimd, TVector, ScarceLoads<TLeft>>(tile);
        else Smallest<TSimd, TVector, TLeft>(tile);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Smallest<TSimd, TVector, TLeft>(in TileArguments tile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TLeft : ILeftStrides
    {
        if (tile.Rows <= 4) Tile4x2.Run<TSimd, TVector, TLeft>(tile);
        else if (tile.Rows <= 6) Tile6x2.Run<TSimd, TVector, TLeft>(tile);
        else if (tile.Rows <= 8) Tile8x2.Run<TSimd, TVector, TLeft>(tile);
        else Tile12x2.Run<TSimd, TVector, TLeft>(tile);
    }
}
