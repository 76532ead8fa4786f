using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Kernels;

/// <summary>Asks for cache lines that will be read soon. A hint: it may name memory that does not exist.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Asks for one line, into the second cache level.</summary>
    /// <param name="line">Anywhere in the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* line)
    {
        if (Sse.IsSupported) Sse.Prefetch1(line);
    }

    /// <summary>Asks for consecutive lines, into the first cache level.</summary>
    /// <param name="first">Anywhere in the first line.</param>
    /// <param name="lines">Number of lines, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Near(float* first, int lines)
    {
        if (!Sse.IsSupported) return;
        for (int line = 0; line < lines; line++) Sse.Prefetch0(first + (line * 16));
    }

    /// <summary>Asks for consecutive lines, into the second cache level.</summary>
    /// <param name="first">Anywhere in the first line.</param>
    /// <param name="lines">Number of lines, a constant.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Far(float* first, int lines)
    {
        if (!Sse.IsSupported) return;
        for (int line = 0; line < lines; line++) Sse.Prefetch1(first + (line * 16));
    }
}
