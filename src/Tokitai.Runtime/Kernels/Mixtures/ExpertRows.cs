using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// The moves of rows between the panels around a mixture and those of its arena: the copy of each row to the slots of its experts, the
/// weighted sum of the experts' results, and in Backward the sum of their input gradients. A row's experts always come in
/// ascending order.
/// </summary>
internal static unsafe class ExpertRows
{
    /// <summary>Copies each row to its slots.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="routing">Which rows go where.</param>
    /// <param name="features">Features of a row.</param>
    /// <param name="rows">Activation panels around the mixture.</param>
    /// <param name="slots">Activation panels of the arena.</param>
    public static void Gather(WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines rows, PanelLines slots) =>
        Run<GatherKernel>(pool, simd, routing, features, rows, slots);

    /// <summary>Writes the weighted sum of the experts' results, <c>y = w1 * f1</c>, then <c>y = w2 * f2 + y</c> and so on.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="routing">Which rows lie where, and their weights.</param>
    /// <param name="features">Features of a result.</param>
    /// <param name="slots">Activation panels of the arena.</param>
    /// <param name="rows">Activation panels around the mixture.</param>
    public static void Combine(WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines slots, PanelLines rows) =>
        Run<CombineKernel>(pool, simd, routing, features, rows, slots);

    /// <summary>Adds the rows of the experts, one after the other, to what stands there: <c>dx = dx + dx1</c>, <c>dx = dx + dx2</c>.</summary>
    /// <param name="pool">Threads to work with; each takes some of the features.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="routing">Which rows lie where.</param>
    /// <param name="features">Features of a row.</param>
    /// <param name="slots">Activation panels of the arena.</param>
    /// <param name="rows">Activation panels around the mixture.</param>
    public static void Add(WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines slots, PanelLines rows) =>
        Run<AddKernel>(pool, simd, routing, features, rows, slots);

    private static void Run<TKernel>(WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines rows, PanelLines slots)
        where TKernel : struct, IKernel
    {
        if (routing->Rows == 0) return;
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        int tasks = RowTasks.PanelTasks(pool, routing->Rows * routing->TopK, features);
        var job = new Job { Routing = routing, Rows = rows, Slots = slots, Panels = panels, Tasks = tasks };
        pool.Run(tasks, KernelDispatch.Select<TKernel>(simd), &job);
    }

    private readonly struct GatherKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            (int first, int end) = TaskShares.Of(job->Panels, job->Tasks, task);
            int slots = job->Routing->Rows * job->Routing->TopK;
            for (int panel = first; panel < end; panel++)
            {
                for (int slot = 0; slot < slots; slot++)
                {
                    float* source = job->Rows.Line(panel, job->Routing->SourceRows[slot]), destination = job->Slots.Line(panel, slot);
                    for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width) TSimd.Store(destination + lane, TSimd.Load(source + lane));
                }
            }
        }
    }

    private readonly struct CombineKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int topK = job->Routing->TopK;
            (int first, int end) = TaskShares.Of(job->Panels, job->Tasks, task);
            for (int panel = first; panel < end; panel++)
            {
                int* slots = job->Routing->Slots;
                float* gates = job->Routing->Gates;
                for (int row = 0; row < job->Routing->Rows; row++, slots += topK, gates += topK)
                {
                    float* destination = job->Rows.Line(panel, row);
                    for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                    {
                        TVector sum = TSimd.Multiply(TSimd.Load(job->Slots.Line(panel, slots[0]) + lane), TSimd.Broadcast(gates));
                        for (int i = 1; i < topK; i++)
                        {
                            sum = TSimd.MultiplyAdd(TSimd.Load(job->Slots.Line(panel, slots[i]) + lane), TSimd.Broadcast(gates + i), sum);
                        }

                        TSimd.Store(destination + lane, sum);
                    }
                }
            }
        }
    }

    private readonly struct AddKernel : IKernel
    {
        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public static void Task<TSimd, TVector>(void* state, int task)
            where TSimd : ISimd<TVector>
            where TVector : unmanaged
        {
            Job* job = (Job*)state;
            int topK = job->Routing->TopK;
            (int first, int end) = TaskShares.Of(job->Panels, job->Tasks, task);
            for (int panel = first; panel < end; panel++)
            {
                int* slots = job->Routing->Slots;
                for (int row = 0; row < job->Routing->Rows; row++, slots += topK)
                {
                    float* destination = job->Rows.Line(panel, row);
                    for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                    {
                        TVector sum = TSimd.Load(destination + lane);
                        for (int i = 0; i < topK; i++) sum = TSimd.Add(sum, TSimd.Load(job->Slots.Line(panel, slots[i]) + lane));
                        TSimd.Store(destination + lane, sum);
                    }
                }
            }
        }
    }

    private struct Job
    {
        public Routing* Routing;
        public PanelLines Rows;
        public PanelLines Slots;
        public int Panels;
        public int Tasks;
    }
}
