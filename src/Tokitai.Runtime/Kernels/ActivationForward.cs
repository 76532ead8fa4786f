using System.Runtime.CompilerServices;
using System.Threading;
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
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="activation">The activation.</param>
    /// <param name="input">Activation panels; the padding of the last panel is 0.</param>
    /// <param name="output">Activation panels; the padding of the last panel becomes 0.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, BatchRows rows, int features, ActivationKind activation, float* input, float* output)
    {
        PanelJob job = PanelJob.Create(pool, rows, features, input, output);
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

            // Where results stay in the caches, processors foresee what is read, too; and a second condition in the loop would slow it down.
            bool streams = CoreTuning.Current.Streams(job->Floats);
            for (long run = job->Start(task); run < end; run += job->RunDistance(task))
            {
                Run<TActivation, TSimd, TVector>(job->First + run, job->Second + run, length, streams);
            }

            if (streams) Thread.MemoryBarrier();
            if (TActivation.KeepsZero || !job->IsLast(task)) return;
            PanelPadding.Clear<TSimd, TVector>(job->Second + end - job->PanelFloats, job->Batch, job->Features);
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
        private static void Run<TActivation, TSimd, TVector>(float* input, float* output, long length, bool streams)
            where TActivation : struct, IActivation
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            if (length <= 0) return;

            // A loop that need not be entered by a test: only there the compiler keeps constants in registers.
            long i = 0;
            do
            {
                if (streams) Prefetch.Stream(input + i);
                TVector result = TActivation.Forward<TSimd, TVector>(TSimd.Load(input + i));
                if (streams) TSimd.StoreStreaming(output + i, result);
                else TSimd.Store(output + i, result);
                i += TSimd.Width;
            }
            while (i < length);
        }
    }
}
