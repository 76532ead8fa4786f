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

    /// <summary>The most of the last level that cores of AMD's share (those with stacked caches): what older leaves give is the sum of all such complexes.</summary>
    private const int MostOfAComplex = 96 << 20;

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

    /// <summary>Sizes of the second and the last level by leaf 0x80000006 of AMD's processors; 0 where it does not say.</summary>
    /// <param name="ecx">The leaf's ECX.</param>
    /// <param name="edx">The leaf's EDX.</param>
    internal static (int SecondLevel, int LastLevel) OfOlderLeaf(int ecx, int edx)
    {
        int second = (int)((uint)ecx >> 16) << 10;
        long last = (long)((uint)edx >> 18) << 19;
        return (second, (int)Math.Max(second, Math.Min(last, MostOfAComplex)));
    }

    private static (int SecondLevel, int LastLevel) Read()
    {
        if (!X86Base.IsSupported) return (FallbackSecondLevel, FallbackLastLevel);

        // Deterministic cache parameters: leaf 4 on Intel's processors, 0x8000001D with the same fields on AMD's (the manuals of both).
        (int second, int last) = ReadParameters(ProcessorDesign.IsAmd ? unchecked((int)0x8000001D) : 4);

        // Some virtual machines hide these, but not the older leaf of AMD's.
        const int Older = unchecked((int)0x80000006);
        if (second == 0 && ProcessorDesign.IsAmd && HasLeaf(Older))
        {
            (_, _, int ecx, int edx) = X86Base.CpuId(Older, 0);
            (second, last) = OfOlderLeaf(ecx, edx);
        }

        return second > 0 ? (second, last) : (FallbackSecondLevel, FallbackLastLevel);
    }

    private static (int SecondLevel, int LastLevel) ReadParameters(int leaf)
    {
        int second = 0, last = 0;
        if (!HasLeaf(leaf)) return (second, last);
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

        return (second, last);
    }

    /// <summary>Whether the processor has a leaf of its kind: the first of each kind names the last.</summary>
    private static bool HasLeaf(int leaf) =>
        unchecked((uint)X86Base.CpuId(leaf & unchecked((int)0x80000000), 0).Eax) >= unchecked((uint)leaf);
}
