using Tokitai.Simd;

namespace Tokitai.Kernels.Norms;

/// <summary>What is done between the panels of a group's statistics, for their loops to inline.</summary>
internal unsafe interface IMeanwhile
{
    /// <summary>Does a part. Statistics of a group of samples call it once for each vector of features, whatever else they read twice.</summary>
    /// <param name="line">Where in the first sample of the group they are.</param>
    void Step<TSimd, TVector>(float* line)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
