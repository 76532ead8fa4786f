using Tokitai.Kernels.Activations;
using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>The work of a kernel that has an activation inside, for any activation and any vector width.</summary>
internal unsafe interface IActivationKernel
{
    /// <summary>Does one task of a job.</summary>
    /// <param name="state">The job.</param>
    /// <param name="task">Which task.</param>
    static abstract void Task<TActivation, TSimd, TVector>(void* state, int task)
        where TActivation : struct, IActivation
        where TSimd : ISimd<TVector>
        where TVector : unmanaged;
}
