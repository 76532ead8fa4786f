using System;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Tokitai.Simd;

/// <summary>Chooses the vector width once, when the program starts.</summary>
internal static class SimdDispatch
{
    /// <summary>
    /// Environment variable that chooses another width than the widest one: 128, 256 or 512. A width that the processor
    /// lacks still computes the same bits, very slowly; an ahead-of-time compiled program holds only widths that it was built for.
    /// </summary>
    public const string Variable = "TOKITAI_SIMD";

    // Lazy hands on the error of a wrong variable as it is; a static initializer would wrap it.
    private static readonly Lazy<SimdLevel> Chosen = new(() => Choose(Environment.GetEnvironmentVariable(Variable)));

    /// <summary>The width in use.</summary>
    public static SimdLevel Level => Chosen.Value;

    /// <summary>
    /// Whether the 512-bit copies of the kernels exist: constant in an ahead-of-time compiled program, so that a build for
    /// AVX2 does not carry them.
    /// </summary>
    public static bool Has512 => Vector512.IsHardwareAccelerated || RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Whether the 256-bit copies of the kernels exist.</summary>
    public static bool Has256 => Vector256.IsHardwareAccelerated || RuntimeFeature.IsDynamicCodeSupported;

    /// <summary>Whether a multiply-add rounds once: then every width gives the same bits.</summary>
    public static bool IsFused => Fma.IsSupported || AdvSimd.IsSupported;

    private static SimdLevel Choose(string? wanted)
    {
        switch (wanted?.Trim())
        {
            case "128": return SimdLevel.Vector128;
            case "256" when Has256: return SimdLevel.Vector256;
            case "512" when Has512: return SimdLevel.Vector512;
            case null or "": break;
            default:
                throw new InvalidOperationException(
                    $"{Variable} is '{wanted}': valid are 128, 256 and 512, as far as the program was built for them.");
        }

        if (Avx512F.IsSupported && Vector512.IsHardwareAccelerated) return SimdLevel.Vector512;
        return Avx2.IsSupported && Fma.IsSupported ? SimdLevel.Vector256 : SimdLevel.Vector128;
    }
}
