using System;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>Sizes of the data caches of this processor, for the choice of blocks. They decide speed only, never a bit of a result.</summary>
internal static class ProcessorCaches
{
    private const int FallbackSecondLevel = 512 << 10;
    private const int FallbackLastLevel = 8 << 20;

    /// <summary>More of the last level than all but a few processors have for each of their cores.</summary>
    private const long MostOfACore = 16 << 20;

    private static readonly (int SecondLevel, int LastLevel) Sizes = Read();

    /// <summary>Bytes of the second level, which one core has for itself.</summary>
    public static int SecondLevel => Sizes.SecondLevel;

    /// <summary>
    /// Bytes of the last level that this program may count on. A virtual machine with a few cores of a large processor sees all of its last level,
    /// which works for others, too.
    /// </summary>
    public static int LastLevel => (int)Math.Min(Sizes.LastLevel, MostOfACore * Environment.ProcessorCount);

    /// <summary>Bytes of the whole last level, whoever uses it.</summary>
    public static int WholeLastLevel => Sizes.LastLevel;

    /// <summary>
    /// The result from which on stores go past the caches, in bytes: half of the last level, since the source of a result wants room, too. Tests
    /// choose others.
    /// </summary>
    internal static long StreamingBytes { get; set; } = LastLevel / 2;

    /// <summary>Whether a result is too large to be found in a cache by whoever reads it next.</summary>
    /// <param name="floats">Length of the result.</param>
    public static bool Overflows(long floats) => floats * sizeof(float) >= StreamingBytes;

    private static (int SecondLevel, int LastLevel) Read()
    {
        if (!X86Base.IsSupported) return (FallbackSecondLevel, FallbackLastLevel);

        // Deterministic cache parameters: leaf 4 on Intel's processors, 0x8000001D with the same fields on AMD's (the manuals of both).
        int second = 0, last = 0;
        int leaf = ProcessorDesign.IsAmd ? unchecked((int)0x8000001D) : 4;
        if (unchecked((uint)X86Base.CpuId(leaf & unchecked((int)0x80000000), 0).Eax) < unchecked((uint)leaf)) return (FallbackSecondLevel, FallbackLastLevel);
        for (int index = 0; index < 8; index++)
        {
            (int eax, int ebx, int ecx, _) = X86Base.CpuId(leaf, index);
            int type = eax & 31, level = (eax >> 5) & 7;
            if (type == 0) break;
            if (type == 2) continue;
            long ways = ((uint)ebx >> 22) + 1, partitions = (((uint)ebx >> 12) & 1023) + 1, line = ((uint)ebx & 4095) + 1, sets = (uint)ecx + 1L;
            int bytes = (int)Math.Min(ways * partitions * line * sets, int.MaxValue);
            if (level == 2) second = bytes;
            last = Math.Max(last, bytes);
        }

        return second > 0 ? (second, last) : (FallbackSecondLevel, FallbackLastLevel);
    }
}
