using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Optimizers;

/// <summary>Clips gradients in place, as a step does while it reads them.</summary>
internal static unsafe class ClipSweep
{
    /// <summary>Clips a flat run of gradients.</summary>
    /// <param name="pool">The threads that work.</param>
    /// <param name="simd">The vector width.</param>
    /// <param name="gradients">The first float.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="clip">Factor and bound.</param>
    public static void Run(WorkerPool pool, SimdLevel simd, float* gradients, long length, GradientClip clip)
    {
        var job = new Job(gradients, length, clip);
        pool.Run(FlatTasks.Count(length), KernelDispatch.Select<Kernel>(simd), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            TVector scale = TSimd.Create(job->Clip.Scale);
            TVector limit = TSimd.Create(job->Clip.Limit);
            float* gradients = job->Gradients;
            long end = FlatTasks.End(task, job->Length);
            for (long i = FlatTasks.Start(task); i < end; i += TSimd.Width)
            {
                TSimd.Store(gradients + i, GradientClip.Apply<TSimd, TVector>(TSimd.Load(gradients + i), scale, limit));
            }
        }
    }

    private readonly struct Job(float* gradients, long length, GradientClip clip)
    {
        public readonly float* Gradients = gradients;
        public readonly long Length = length;
        public readonly GradientClip Clip = clip;
    }
}
