using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>
/// A normalisation over the features of each sample, written once for every vector width, for kernels to inline into their own
/// loops: what <see cref="NormForward"/> and <see cref="NormBackward"/> must do alike.
/// </summary>
internal unsafe interface INormalisation
{
    /// <summary>Whether the mean is subtracted before scaling.</summary>
    static abstract bool Centers { get; }

    /// <summary>Whether a learned shift is added behind the learned scale.</summary>
    static abstract bool HasBias { get; }

    /// <summary>Computes the statistics of up to four samples.</summary>
    /// <param name="rows">The samples' lines in the first panel; the padding of the last panel is 0.</param>
    /// <param name="count">How many samples, see <see cref="RowGroup"/>.</param>
    /// <param name="panelFloats">From one panel to the next.</param>
    /// <param name="features">Number of features.</param>
    /// <param name="epsilon">Added under the root.</param>
    /// <param name="statistics">Receives a line of 16 floats for each sample, see <see cref="RowStatistics"/>.</param>
    /// <param name="meanwhile">What is done between the panels.</param>
    static abstract void Statistics<TSimd, TVector, TMeanwhile>(
        float* rows, int count, long panelFloats, int features, float epsilon, float* statistics, ref TMeanwhile meanwhile)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
        where TMeanwhile : struct, IMeanwhile;

    /// <summary>Normalises one vector of a sample.</summary>
    /// <param name="source">The vector.</param>
    /// <param name="statistics">The sample's line of statistics.</param>
    static abstract TVector Normalise<TSimd, TVector>(float* source, float* statistics)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;

    /// <summary>The argument of the activation behind the norm: the normalised value, scaled and, where there is a bias, shifted.</summary>
    static abstract TVector Shift<TSimd, TVector>(TVector normalised, TVector weight, TVector bias)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
