using System;

namespace Tokitai.Kernels;

/// <summary>
/// Where each value lies in memory. Weights stay packed for good; views and files convert at the edges. One layout serves
/// every instruction set, so packed bits mean the same everywhere. docs/architecture.md tells how it was chosen.
/// </summary>
/// <remarks>
/// <para>A linear weight <c>[outputs, inputs]</c> is cut into panels of 16 outputs, <c>[panel][input][16 outputs]</c>: one cache line holds
/// the 16 weights that lead from one input, and a panel is one run of memory. Missing outputs of the last panel are zero and stay zero.
/// The length is therefore <c>RoundUp(outputs) * inputs</c>.</para>
/// <para>A vector (bias, norm) is padded with zeros to whole panels.</para>
/// <para>Activations are panels of 16 features, <c>[feature panel][sample][16 features]</c>; <see cref="BatchStride"/> says
/// how far panels lie apart.</para>
/// </remarks>
internal static unsafe class PackedLayout
{
    /// <summary>Version of the layout; the generator compiles the same number into each model.</summary>
    public const int Version = 1;

    /// <summary>Outputs of a panel of weights and features of a panel of activations.</summary>
    public const int PanelRows = 16;

    /// <summary>Panels of activations that a product visits together.</summary>
    private const int VisitPanels = 64;

    /// <summary>Panels of a visit in one set: 6 if all sets were alike.</summary>
    private const int MostTogether = 7;

    /// <summary>Samples that spread panels may cost in memory.</summary>
    private const int MostMoreSamples = 64;

    /// <summary>Rounds a number of features up to whole panels.</summary>
    public static int RoundUp(int features) => (features + (PanelRows - 1)) & -PanelRows;

    /// <summary>Packed length of a linear weight.</summary>
    public static long WeightLength(int outputs, int inputs) => (long)RoundUp(outputs) * inputs;

    /// <summary>
    /// Samples from one panel of activations to the next: as few as hold the batch, are odd, and spread the panels of a product over the sets of the
    /// second cache level. A batch of 2,048 samples would have each panel begin one set behind the one before, and 64 panels of 192 samples, which
    /// the level has room for, would push each other out of the few sets that they share.
    /// </summary>
    public static int BatchStride(int batch)
    {
        int stride = batch | 1;
        for (int more = 0; more <= MostMoreSamples; more += 2)
        {
            if (IsSpread(stride + more, batch, sets: 2048, rows: 192) && IsSpread(stride + more, batch, sets: 1024, rows: 96)) return stride + more;
        }

        return stride;
    }

    /// <summary>The line of an input inside a packed weight.</summary>
    /// <param name="inputs">Inputs of the layer.</param>
    /// <param name="panel">The panel: outputs <c>16 * panel</c> and on.</param>
    /// <param name="input">The input.</param>
    public static long LineOffset(int inputs, int panel, int input) => (((long)panel * inputs) + input) * PanelRows;

    /// <summary>Floats from one panel of a packed weight to the next.</summary>
    /// <param name="inputs">Inputs of the layer.</param>
    public static long PanelDistance(int inputs) => (long)inputs * PanelRows;

    /// <summary>The place of an element inside its packed tensor.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="element">Position in the canonical layout.</param>
    public static long ElementOffset(TensorInfo tensor, long element)
    {
        if (tensor.Kind != TensorKind.LinearWeight) return element;
        (long output, long input) = Math.DivRem(element, tensor.Shape[1]);
        return LineOffset(tensor.Shape[1], (int)(output / PanelRows), (int)input) + (output % PanelRows);
    }

    /// <summary>Converts a canonical tensor to the packed layout, padding included.</summary>
    public static void Pack(float* canonical, TensorInfo tensor, float* packed)
    {
        if (tensor.Kind == TensorKind.LinearWeight) PackWeight(canonical, tensor.Shape[0], tensor.Shape[1], packed);
        else PackVector(canonical, tensor.Shape[0], packed);
    }

    /// <summary>Converts a packed tensor to the canonical layout.</summary>
    public static void Unpack(float* packed, TensorInfo tensor, float* canonical)
    {
        if (tensor.Kind == TensorKind.LinearWeight) UnpackWeight(packed, tensor.Shape[0], tensor.Shape[1], canonical);
        else new ReadOnlySpan<float>(packed, tensor.Shape[0]).CopyTo(new Span<float>(canonical, tensor.Shape[0]));
    }

    /// <summary>Whether hardly more of the panels that a product visits together lie in one set than must.</summary>
    /// <param name="stride">Samples, and so lines, from panel to panel.</param>
    /// <param name="batch">The samples.</param>
    /// <param name="sets">Sets of a cache with 16 ways.</param>
    /// <param name="rows">Samples of a visit to 1,024 inputs: three eighths of the cache (a half, 128 of 1,024 sets, is spread nearly as well).</param>
    private static bool IsSpread(int stride, int batch, int sets, int rows)
    {
        // Panels that begin at most a visit behind the first one's beginning, or before it: all of them share a set with it.
        int width = Math.Min(rows, batch), behind = 0, before = 0;
        for (long panel = 0; panel < VisitPanels; panel++)
        {
            long distance = panel * stride % sets;
            if (distance < width) behind++;
            if ((sets - distance) % sets < width) before++;
        }

        return Math.Max(behind, before) <= MostTogether;
    }

    private static void PackVector(float* canonical, int features, float* packed)
    {
        new ReadOnlySpan<float>(canonical, features).CopyTo(new Span<float>(packed, features));
        new Span<float>(packed + features, RoundUp(features) - features).Clear();
    }

    private static void PackWeight(float* canonical, int outputs, int inputs, float* packed)
    {
        for (int panel = 0; panel * PanelRows < outputs; panel++)
        {
            int rows = Math.Min(PanelRows, outputs - (panel * PanelRows));
            float* destination = packed + LineOffset(inputs, panel, 0);
            for (int k = 0; k < inputs; k++, destination += PanelRows)
            {
                float* source = canonical + ((long)panel * PanelRows * inputs) + k;
                for (int row = 0; row < rows; row++) destination[row] = source[(long)row * inputs];
                for (int row = rows; row < PanelRows; row++) destination[row] = 0;
            }
        }
    }

    private static void UnpackWeight(float* packed, int outputs, int inputs, float* canonical)
    {
        for (int panel = 0; panel * PanelRows < outputs; panel++)
        {
            int rows = Math.Min(PanelRows, outputs - (panel * PanelRows));
            float* source = packed + LineOffset(inputs, panel, 0);
            for (int k = 0; k < inputs; k++, source += PanelRows)
            {
                float* destination = canonical + ((long)panel * PanelRows * inputs) + k;
                for (int row = 0; row < rows; row++) destination[(long)row * inputs] = source[row];
            }
        }
    }
}
