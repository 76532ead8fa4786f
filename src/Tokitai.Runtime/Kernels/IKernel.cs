using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>The work of one kernel, for any vector width.</summary>
internal unsafe interface IKernel
{
    /// <summary>Does one task of a job.</summary>
    /// <param name="state">The job.</param>
    /// <param name="task">Which task.</param>
    static abstract void Task<TSimd, TVector>(void* state, int task)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
