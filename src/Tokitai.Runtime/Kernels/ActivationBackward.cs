using System.Runtime.CompilerServices;
using Tokitai.Kernels.Activations;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>Back through an activation by itself: <c>dx = dy * f'(x)</c>, elementwise over whole panels, in place.</summary>
internal static unsafe class ActivationBackward
{
    /// <summary>Computes the gradient of a batch.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">Activation panels: the input of the activation.</param>
    /// <param name="gradient">Activation panels: dy before, dx after; the padding is 0 before and after.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, ActivationKind activation, float* input, float* gradient)
    {
        PanelJob job = PanelJob.Create(pool, rows, features, input, gradient);
        pool.Run(job.Tasks, ActivationDispatch.Select<Kernel>(simd, activation), &job);
    }

    private readonly struct Kernel : IActivationKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TActivation, TSimd, TVector>(void* state, int task)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            PanelJob* job = (PanelJob*)state;
            long end = job->End(task), length = job->RunLength(task);
            bool asks = CoreTuning.Current.Streams(job->Floats);
            for (long run = job->Start(task); run < end; run += job->RunDistance(task))
            {
                Run<TActivation, TSimd, TVector>(job->First + run, job->Second + run, length, asks);
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run<TActivation, TSimd, TVector>(float* input, float* gradient, long length, bool asks)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            if (length <= 0) return;

            // A loop that need not be entered by a test: only there the compiler keeps constants in registers.
            long i = 0;
            do
            {
                if (asks)
                {
                    Prefetch.Stream(input + i);
                    Prefetch.Stream(gradient + i);
                }

                TVector derivative = TActivation.Derivative<TSimd, TVector>(TSimd.Load(input + i));
                TSimd.Store(gradient + i, TSimd.Multiply(TSimd.Load(gradient + i), derivative));
                i += TSimd.Width;
            }
            while (i < length);
        }
    }
}
