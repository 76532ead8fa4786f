using System.Runtime.CompilerServices;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>Zero behind the last feature of a panel of activations, which products and norms rely on.</summary>
internal static unsafe class PanelPadding
{
    /// <summary>Clears the padding of a layer's last panel; does nothing where the features fill it.</summary>
    /// <param name="panel">The first line to clear in the last panel.</param>
    /// <param name="rows">Number of lines.</param>
    /// <param name="features">Features of the layer.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Clear<TSimd, TVector>(float* panel, int rows, int features)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        if (features % PackedLayout.PanelRows == 0) return;
        float* tailMask = KernelMemory.TailMask(features);
        for (int row = 0; row < rows; row++, panel += PackedLayout.PanelRows)
        {
            for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
            {
                TSimd.Store(panel + lane, TSimd.And(TSimd.Load(panel + lane), TSimd.Load(tailMask + lane)));
            }
        }
    }
}
