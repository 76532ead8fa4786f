using System.Runtime.CompilerServices;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Optimizers;

/// <summary>
/// One update of a running mean, <c>average = average + share * (value - average)</c>: a value that stays the same leaves an
/// average that has reached it unchanged to the bit.
/// </summary>
internal static unsafe class AverageSweep
{
    /// <summary>Updates a flat run of averages.</summary>
    /// <param name="pool">The threads that work.</param>
    /// <param name="simd">The vector width.</param>
    /// <param name="averages">The first average.</param>
    /// <param name="values">The first value.</param>
    /// <param name="length">Number of floats; a multiple of 16.</param>
    /// <param name="share">Share of the values.</param>
    public static void Run(WorkerPool pool, SimdLevel simd, float* averages, float* values, long length, float share)
    {
        var job = new Job(averages, values, length, share);
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
            TVector share = TSimd.Create(job->Share);
            float* averages = job->Averages;
            float* values = job->Values;
            long end = FlatTasks.End(task, job->Length);
            for (long i = FlatTasks.Start(task); i < end; i += TSimd.Width)
            {
                TVector average = TSimd.Load(averages + i);
                TSimd.Store(averages + i, TSimd.MultiplyAdd(share, TSimd.Subtract(TSimd.Load(values + i), average), average));
            }
        }
    }

    private readonly struct Job(float* averages, float* values, long length, float share)
    {
        public readonly float* Averages = averages;
        public readonly float* Values = values;
        public readonly long Length = length;
        public readonly float Share = share;
    }
}
