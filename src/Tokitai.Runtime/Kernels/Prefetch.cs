using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Kernels;

/// <summary>Asks for cache lines that will be read soon. A hint: it may name memory that does not exist.</summary>
internal static unsafe class Prefetch
{
    /// <summary>
    /// How far ahead of a long stream memory is asked, in floats: 4 KB. Processors foresee a stream by themselves, but only to the end of a page,
    /// and too late where a line takes some arithmetic.
    /// </summary>
    private const int StreamDistance = 1024;

    /// <summary>Asks for one line, into the second cache level.</summary>
    /// <param name="line">Anywhere in the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* line)
    {
        if (Sse.IsSupported) Sse.Prefetch1(line);
    }

    /// <summary>Asks for what a long stream will come to.</summary>
    /// <param name="at">Where the stream is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Stream(float* at) => Near(at + StreamDistance, 1);

    /// <summary>Asks for consecutive lines.</summary>
    /// <typeparam name="TLevel">The cache level that they should come into.</typeparam>
    /// <param name="first">Anywhere in the first line.</param>
    /// <param name="lines">Number of lines, a constant, at most 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Into<TLevel>(float* first, int lines)
        where TLevel : ICacheLevel
    {
        if (TLevel.IsFirst) Near(first, lines);
        else Far(first, lines);
    }

    /// <summary>Asks for a line that a later tile needs.</summary>
    /// <typeparam name="TLeft">Says how near it should come.</typeparam>
    /// <param name="line">Anywhere in the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Asked<TLeft>(float* line)
        where TLeft : ILeftStrides
    {
        if (TLeft.AsksNear) Near(line, 1);
        else Line(line);
    }

    /// <summary>Asks for consecutive lines, into the first cache level.</summary>
    /// <param name="first">Anywhere in the first line.</param>
    /// <param name="lines">Number of lines, a constant, at most 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(float* first, int lines)
    {
        if (!Sse.IsSupported) return;
        if (lines > 0) Sse.Prefetch0(first);
        if (lines > 1) Sse.Prefetch0(first + 16);
        if (lines > 2) Sse.Prefetch0(first + (2 * 16));
        if (lines > 3) Sse.Prefetch0(first + (3 * 16));
        if (lines > 4) Sse.Prefetch0(first + (4 * 16));
        if (lines > 5) Sse.Prefetch0(first + (5 * 16));
        if (lines > 6) Sse.Prefetch0(first + (6 * 16));
        if (lines > 7) Sse.Prefetch0(first + (7 * 16));
        if (lines > 8) Sse.Prefetch0(first + (8 * 16));
        if (lines > 9) Sse.Prefetch0(first + (9 * 16));
        if (lines > 10) Sse.Prefetch0(first + (10 * 16));
        if (lines > 11) Sse.Prefetch0(first + (11 * 16));
        if (lines > 12) Sse.Prefetch0(first + (12 * 16));
        if (lines > 13) Sse.Prefetch0(first + (13 * 16));
        if (lines > 14) Sse.Prefetch0(first + (14 * 16));
        if (lines > 15) Sse.Prefetch0(first + (15 * 16));
    }

    /// <summary>Asks for consecutive lines, into the second cache level.</summary>
    /// <param name="first">Anywhere in the first line.</param>
    /// <param name="lines">Number of lines, a constant, at most 16.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Far(float* first, int lines)
    {
        if (!Sse.IsSupported) return;
        if (lines > 0) Sse.Prefetch1(first);
        if (lines > 1) Sse.Prefetch1(first + 16);
        if (lines > 2) Sse.Prefetch1(first + (2 * 16));
        if (lines > 3) Sse.Prefetch1(first + (3 * 16));
        if (lines > 4) Sse.Prefetch1(first + (4 * 16));
        if (lines > 5) Sse.Prefetch1(first + (5 * 16));
        if (lines > 6) Sse.Prefetch1(first + (6 * 16));
        if (lines > 7) Sse.Prefetch1(first + (7 * 16));
        if (lines > 8) Sse.Prefetch1(first + (8 * 16));
        if (lines > 9) Sse.Prefetch1(first + (9 * 16));
        if (lines > 10) Sse.Prefetch1(first + (10 * 16));
        if (lines > 11) Sse.Prefetch1(first + (11 * 16));
        if (lines > 12) Sse.Prefetch1(first + (12 * 16));
        if (lines > 13) Sse.Prefetch1(first + (13 * 16));
        if (lines > 14) Sse.Prefetch1(first + (14 * 16));
        if (lines > 15) Sse.Prefetch1(first + (15 * 16));
    }

    /// <summary>Asks, in a turn of two steps, for some of the next chunk's rows of the left operand: after the eight turns of a chunk for all of them.</summary>
    /// <typeparam name="TLeft">The operand's distances.</typeparam>
    /// <param name="rows">Where the asking is; goes on.</param>
    /// <param name="count">Rows of the kernel, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void NextChunk<TLeft>(ref float* rows, int count)
        where TLeft : ILeftStrides
    {
        if (!TLeft.AsksForNextChunk) return;

        // Rows are lines: two steps are an eighth of a chunk, so an eighth of its rows, in one place or in two.
        Near(rows, 1);
        if (count > 8) Near(rows + count, 1);
        rows += 2 * count;
    }

    /// <summary>Asks for the rows of the left operand that a chunk of a tile should ask for, because a later tile reads them.</summary>
    /// <typeparam name="TLeft">The operand's distances.</typeparam>
    /// <param name="a">First row in this chunk.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="rows">Rows of the kernel, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Left<TLeft>(float* a, in TileArguments tile, int rows)
        where TLeft : ILeftStrides
    {
        float* later = a + tile.APrefetch;
        if (tile.APrefetchRows == rows && TLeft.RowStride == PackedLayout.PanelRows)
        {
            Far(later, rows);
        }
        else
        {
            for (int row = tile.APrefetchRows; row > 0; row--)
            {
                Line(later);
                later += TLeft.RowStride;
            }
        }
    }
}
