using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>Which way an input gradient goes: over transposed weights, or over transposed dy and dx, see <see cref="LinearInputGradient"/>.</summary>
internal static class WeightTransposition
{
    /// <summary>
    /// What transposing the weights takes, in the time of a sample of the forward product: the work itself, and that weights come in short pieces of
    /// panels and arrive late.
    /// </summary>
    private const float TransposingSamples = 16;

    /// <summary>What a lane of the last vector takes beside one of a whole panel, if that vector is alone.</summary>
    private const float LoneLanes = 1.2f;

    /// <summary>
    /// Whether weights are transposed, and not dy and dx: from 97 samples on (96 with narrow vectors; on Zen 5 not 128), and where fewer would leave lanes
    /// empty. Both give the same bits; the constants, and those of <see cref="CoreTuning"/>, were measured, both ways in turns.
    /// </summary>
    /// <param name="simd">Vector width.</param>
    /// <param name="batch">Number of samples.</param>
    public static bool Pays(SimdLevel simd, int batch)
    {
        int width = (int)simd / 32;
        if (width < 16) return batch >= 96;
        int tail = batch % (2 * width);
        float lanes = batch - tail + (tail > width ? 2 * width : tail > 0 ? LoneLanes * width : 0);
        return batch > width && batch + TransposingSamples <= CoreTuning.Current.LaneSamples * lanes;
    }
}
