using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// The squared distances <c>|f_i - f_j|^2</c> between the results of each pair of a row's experts: 16 lanes of fused multiply-adds over the
/// panels, then the fixed tree of <see cref="LaneSum"/>.
/// </summary>
internal static unsafe class ExpertDistances
{
    /// <summary>Computes the distances of all rows.</summary>
    /// <param name="pool">Threads to work with; each takes some of the rows.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="routing">Receives the distances.</param>
    /// <param name="features">Features of a result.</param>
    /// <param name="slots">Activation panels of the arena.</param>
    public static void Run(WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines slots)
    {
        int taskRows = RowTasks.RowsPerTask(pool, routing->Rows, features);
        var job = new Job { Routing = routing, Slots = slots, Panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows, TaskRows = taskRows };
        pool.Run((routing->Rows + taskRows - 1) / taskRows, KernelDispatch.Select<Kernel>(simd), &job);
    }

    private readonly struct Kernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            Routing* routing = job->Routing;
            int end = Math.Min(routing->Rows, (task + 1) * job->TaskRows);
            for (int row = task * job->TaskRows; row < end; row++)
            {
                int* slots = routing->Slots + ((long)row * routing->TopK);
                float* distances = routing->Distances + ((long)row * routing->Pairs);
                for (int lower = 0; lower < routing->TopK; lower++)
                {
                    for (int upper = lower + 1; upper < routing->TopK; upper++)
                    {
                        distances[routing->Pair(lower, upper)] = Distance<TSimd, TVector>(job, slots[lower], slots[upper]);
                    }
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Distance<TSimd, TVector>(Job* job, int left, int right)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        float* sums = stackalloc float[PackedLayout.PanelRows];
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector sum = TSimd.Zero;
            for (int panel = 0; panel < job->Panels; panel++)
            {
                TVector difference = TSimd.Subtract(TSimd.Load(job->Slots.Line(panel, left) + lane), TSimd.Load(job->Slots.Line(panel, right) + lane));
                sum = TSimd.MultiplyAdd(difference, difference, sum);
            }

            TSimd.Store(sums + lane, sum);
        }

        return LaneSum.Of(sums);
    }

    private struct Job
    {
        public Routing* Routing;
        public PanelLines Slots;
        public int Panels;
        public int TaskRows;
    }
}
