using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// The two moves of a residual, elementwise over whole panels: <c>y = y + x</c> (the input onto the result, and in Backward the
/// kept gradient onto that of the input), and the copy that keeps a gradient.
/// </summary>
internal static unsafe class ResidualSum
{
    /// <summary>Adds.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="addend">Activation panels.</param>
    /// <param name="sum">Activation panels: y before, y + x after.</param>
    public static void Add(WorkerPool pool, SimdLevel simd, BatchRows rows, int features, float* addend, float* sum)
    {
        PanelJob job = PanelJob.Create(pool, rows, features, addend, sum);
        pool.Run(job.Tasks, KernelDispatch.Select<AddKernel>(simd), &job);
    }

    /// <summary>Copies.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">The samples.</param>
    /// <param name="features">Features of a sample.</param>
    /// <param name="source">Activation panels.</param>
    /// <param name="destination">Activation panels.</param>
    public static void Copy(WorkerPool pool, SimdLevel simd, BatchRows rows, int features, float* source, float* destination)
    {
        PanelJob job = PanelJob.Create(pool, rows, features, source, destination);
        pool.Run(job.Tasks, KernelDispatch.Select<CopyKernel>(simd), &job);
    }

    private readonly struct AddKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            PanelJob* job = (PanelJob*)state;
            long end = job->End(task), length = job->RunLength(task);
            for (long run = job->Start(task); run < end; run += job->RunDistance(task))
            {
                for (long i = run; i < run + length; i += TSimd.Width)
                {
                    TSimd.Store(job->Second + i, TSimd.Add(TSimd.Load(job->Second + i), TSimd.Load(job->First + i)));
                }
            }
        }
    }

    private readonly struct CopyKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            PanelJob* job = (PanelJob*)state;
            long end = job->End(task), length = job->RunLength(task);
            for (long run = job->Start(task); run < end; run += job->RunDistance(task))
            {
                for (long i = run; i < run + length; i += TSimd.Width) TSimd.Store(job->Second + i, TSimd.Load(job->First + i));
            }
        }
    }
}
