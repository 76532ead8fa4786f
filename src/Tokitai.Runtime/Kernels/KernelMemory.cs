using System.Runtime.InteropServices;

namespace Tokitai.Kernels;

/// <summary>Constant memory that kernels read.</summary>
internal static unsafe class KernelMemory
{
    /// <summary>64 zeros: what a product without bias starts from.</summary>
    public static readonly float* Zeros = AllocateZeros();

    private static float* AllocateZeros()
    {
        // Lives as long as the program; aligned by hand because an aligned allocation is not cleared.
        nint memory = (nint)NativeMemory.AllocZeroed(128, sizeof(float));
        return (float*)((memory + 63) & ~(nint)63);
    }
}
