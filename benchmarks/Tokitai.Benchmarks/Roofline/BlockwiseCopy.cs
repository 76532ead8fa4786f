using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>
/// Copies activations past the caches in the order of LayerNorm: a block of samples at a time, panel by panel. A sample's statistics need all of its
/// features before the first result, so no normalisation can take memory in a better order while its samples wait in a cache.
/// </summary>
internal static unsafe class BlockwiseCopy
{
    /// <summary>Copies once.</summary>
    /// <param name="pool">Threads to work with.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="rows">Samples, a multiple of 32.</param>
    /// <param name="features">Features, a multiple of 16.</param>
    /// <param name="from">Activation panels.</param>
    /// <param name="to">Activation panels.</param>
    public static void Run(WorkerPool pool, SimdLevel simd, int rows, int features, float* from, float* to)
    {
        int blockRows = CoreTuning.Current.NormBlockRows;
        var job = new Job
        {
            Tasks = TaskShares.Count(rows / blockRows, pool.ThreadCount),
            Blocks = rows / blockRows,
            BlockFloats = blockRows * PackedLayout.PanelRows,
            Panels = features / PackedLayout.PanelRows,
            PanelFloats = (long)PackedLayout.BatchStride(rows) * PackedLayout.PanelRows,
            From = from,
            To = to,
        };
        pool.Run(job.Tasks, KernelDispatch.Select<Kernel>(simd), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            bool asksNear = CoreTuning.Current.NormsAskNear;
            (int first, int end) = TaskShares.Of(job->Blocks, job->Tasks, task);
            for (int block = first; block < end; block++)
            {
                for (int panel = 0; panel < job->Panels; panel++)
                {
                    long start = (panel * job->PanelFloats) + ((long)block * job->BlockFloats);
                    for (long i = start; i < start + job->BlockFloats; i += TSimd.Width)
                    {
                        // The same panel of the next block.
                        if (asksNear) Prefetch.Near(job->From + i + job->BlockFloats, 1);
                        else Prefetch.Line(job->From + i + job->BlockFloats);
                        TSimd.StoreStreaming(job->To + i, TSimd.Load(job->From + i));
                    }
                }
            }

            Thread.MemoryBarrier();
        }
    }

    private struct Job
    {
        public int Tasks;
        public int Blocks;
        public int BlockFloats;
        public int Panels;
        public long PanelFloats;
        public float* From;
        public float* To;
    }
}
