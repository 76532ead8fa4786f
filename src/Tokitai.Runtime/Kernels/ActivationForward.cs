using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>An activation by itself: <c>y = f(x)</c>, elementwise over whole panels.</summary>
internal static unsafe class ActivationForward
{
    /// <summary>Computes the activation of a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="batch">Number of samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">Activation panels.</param>
    /// <param name="output">Activation panels.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, int batch, int features, ActivationKind activation, float* input, float* output)
    {
        PanelJob job = PanelJob.Create(pool, batch, features, input, output);
        delegate*<void*, int, void> task = activation switch
        {
            ActivationKind.Relu => KernelDispatch.Select<Kernel<ReluActivation>>(simd),
            ActivationKind.Gelu => KernelDispatch.Select<Kernel<GeluActivation>>(simd),
            _ => KernelDispatch.Select<Kernel<IdentityActivation>>(simd),
        };
        pool.Run(job.Tasks, task, &job);
    }

    private readonly struct Kernel<TActivation> : IKernel
        where TActivation : IActivation
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            PanelJob* job = (PanelJob*)state;
            long end = job->End(task);
            for (long i = job->Start(task); i < end; i += TSimd.Width)
            {
                TSimd.Store(job->Second + i, TActivation.Forward<TSimd, TVector>(TSimd.Load(job->First + i)));
            }
        }
    }
}
