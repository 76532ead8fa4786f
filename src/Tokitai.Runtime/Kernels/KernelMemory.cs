using System;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Tokitai.Kernels;

/// <summary>Constant memory that kernels read.</summary>
internal static unsafe class KernelMemory
{
    /// <summary>64 zeros: what a product without bias starts from.</summary>
    public static readonly float* Zeros = AllocateZeros();

    private static readonly float* TailMasks = AllocateTailMasks();

    /// <summary>16 lanes with all bits set, one with none, 16 with all, for <see cref="AllButOneMask"/>.</summary>
    public static readonly float* AllButOneMasks = AllocateAllButOneMasks();

    /// <summary>16 lanes of which the first have all bits set and the others none.</summary>
    /// <param name="features">Number of features of a layer; the mask fits its last panel.</param>
    public static float* TailMask(int features)
    {
        int used = ((features - 1) & (PackedLayout.PanelRows - 1)) + 1;
        return TailMasks + (PackedLayout.PanelRows - used);
    }

    /// <summary>16 lanes with all bits set, except those of one lane.</summary>
    /// <param name="masks"><see cref="AllButOneMasks"/>, handed over: reading it would initialise statics in the middle of a loop.</param>
    /// <param name="lane">The lane; outside of 0 to 15 all lanes have all bits set.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float* AllButOneMask(float* masks, int lane) =>
        masks + (PackedLayout.PanelRows - Math.Min((uint)lane, PackedLayout.PanelRows));

    private static float* AllocateAllButOneMasks()
    {
        uint* memory = (uint*)NativeMemory.Alloc((2 * PackedLayout.PanelRows) + 1, sizeof(uint));
        for (int i = 0; i <= 2 * PackedLayout.PanelRows; i++) memory[i] = i == PackedLayout.PanelRows ? 0 : uint.MaxValue;
        return (float*)memory;
    }

    private static float* AllocateTailMasks()
    {
        uint* memory = (uint*)NativeMemory.AllocZeroed(2 * PackedLayout.PanelRows, sizeof(uint));
        for (int i = 0; i < PackedLayout.PanelRows; i++) memory[i] = uint.MaxValue;
        return (float*)memory;
    }

    private static float* AllocateZeros()
    {
        // Lives as long as the program; aligned by hand because an aligned allocation is not cleared.
        nint memory = (nint)NativeMemory.AllocZeroed(128, sizeof(float));
        return (float*)((memory + 63) & ~(nint)63);
    }
}
