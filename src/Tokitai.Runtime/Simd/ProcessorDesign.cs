using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>Who designed the cores of this processor, and which ones they are, for choices that decide speed only.</summary>
internal static class ProcessorDesign
{
    private const int Zen5Family = 26;

    /// <summary>Whether AMD designed it, or Hygon after AMD's design.</summary>
    public static bool IsAmd { get; } = ReadIsAmd();

    /// <summary>The family, as its makers number them; 0 where the processor does not say.</summary>
    public static int Family { get; } = ReadFamily();

    /// <summary>Whether the cores are Zen 5, or later ones by AMD.</summary>
    public static bool IsZen5 => IsAmd && Family >= Zen5Family;

    private static bool ReadIsAmd()
    {
        if (!X86Base.IsSupported) return false;

        // "AuthenticAMD" and "HygonGenuine".
        (_, int ebx, _, _) = X86Base.CpuId(0, 0);
        return ebx is 0x68747541 or 0x6F677948;
    }

    private static int ReadFamily()
    {
        if (!X86Base.IsSupported) return 0;

        // Leaf 1 (the manuals of both makers): the extended family counts where the family is full.
        (int eax, _, _, _) = X86Base.CpuId(1, 0);
        int family = (eax >> 8) & 15;
        return family == 15 ? family + ((eax >> 20) & 255) : family;
    }
}
