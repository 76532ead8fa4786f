using System;
using System.Runtime.CompilerServices;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// Back through the weighted sum of a mixture. For expert i of a row, with weight <c>w_i</c> and result <c>f_i</c>, the gradients are
/// <c>dw_i = (dy . f_i)</c> and <c>df_i = w_i * dy</c>. A gluing penalty <c>g * sum over pairs of w_i w_j |f_i - f_j|^2</c> adds
/// <c>2 g w_i w_j (f_i - f_j)</c> to df_i and, unless its weights are detached, <c>g * sum over j of w_j |f_i - f_j|^2</c> to dw_i.
/// </summary>
/// <remarks>The inner product is 16 lanes of fused multiply-adds over the panels, then the fixed tree of <see cref="LaneSum"/>; pairs go in ascending order of j.</remarks>
internal static unsafe class ExpertGradient
{
    /// <summary>Computes the gradients of all rows.</summary>
    /// <param name="pool">Threads to work with; each takes some of the rows.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="routing">Receives the gradients by the weights.</param>
    /// <param name="features">Features of a result.</param>
    /// <param name="results">The experts' results: activation panels of the arena.</param>
    /// <param name="outputGradient">Activation panels around the mixture: the gradient by the sum.</param>
    /// <param name="resultGradient">Activation panels of the arena: receives the gradients by the results.</param>
    /// <param name="gluing">The penalty's factor g of one row, or 0.</param>
    /// <param name="detached">Whether the weights in the penalty count as constants.</param>
    public static void Run(
        WorkerPool pool, SimdLevel simd, Routing* routing, int features, PanelLines results, PanelLines outputGradient, PanelLines resultGradient,
        float gluing, bool detached)
    {
        int taskRows = RowTasks.RowsPerTask(pool, routing->Rows, features);
        var job = new Job
        {
            Routing = routing,
            Results = results,
            OutputGradient = outputGradient,
            ResultGradient = resultGradient,
            Panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows,
            TaskRows = taskRows,
            Gluing = gluing,
            Detached = detached,
        };
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
                float* gradients = routing->GateGradients + ((long)row * routing->TopK);
                for (int i = 0; i < routing->TopK; i++)
                {
                    gradients[i] = Scale<TSimd, TVector>(job, row, i);
                    if (job->Gluing == 0) continue;
                    Glue<TSimd, TVector>(job, row, i);
                    if (!job->Detached) gradients[i] += Pull(job, row, i);
                }
            }
        }
    }

    /// <summary>Writes <c>w * dy</c> and returns <c>dy . f</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Scale<TSimd, TVector>(Job* job, int row, int i)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        long at = ((long)row * job->Routing->TopK) + i;
        int slot = job->Routing->Slots[at];
        TVector gate = TSimd.Broadcast(job->Routing->Gates + at);
        float* sums = stackalloc float[PackedLayout.PanelRows];
        for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
        {
            TVector sum = TSimd.Zero;
            for (int panel = 0; panel < job->Panels; panel++)
            {
                TVector dy = TSimd.Load(job->OutputGradient.Line(panel, row) + lane);
                sum = TSimd.MultiplyAdd(dy, TSimd.Load(job->Results.Line(panel, slot) + lane), sum);
                TSimd.Store(job->ResultGradient.Line(panel, slot) + lane, TSimd.Multiply(dy, gate));
            }

            TSimd.Store(sums + lane, sum);
        }

        return LaneSum.Of(sums);
    }

    /// <summary>Adds the penalty's gradient by the result.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Glue<TSimd, TVector>(Job* job, int row, int i)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        int topK = job->Routing->TopK;
        int* slots = job->Routing->Slots + ((long)row * topK);
        float* gates = job->Routing->GluingGates + ((long)row * topK);
        for (int j = 0; j < topK; j++)
        {
            if (j == i) continue;
            TVector factor = TSimd.Create(2 * job->Gluing * gates[i] * gates[j]);
            for (int panel = 0; panel < job->Panels; panel++)
            {
                for (int lane = 0; lane < PackedLayout.PanelRows; lane += TSimd.Width)
                {
                    float* gradient = job->ResultGradient.Line(panel, slots[i]) + lane;
                    TVector difference = TSimd.Subtract(TSimd.Load(job->Results.Line(panel, slots[i]) + lane), TSimd.Load(job->Results.Line(panel, slots[j]) + lane));
                    TSimd.Store(gradient, TSimd.MultiplyAdd(difference, factor, TSimd.Load(gradient)));
                }
            }
        }
    }

    /// <summary>The penalty's gradient by the weight.</summary>
    private static float Pull(Job* job, int row, int i)
    {
        Routing* routing = job->Routing;
        float* gates = routing->GluingGates + ((long)row * routing->TopK);
        float* distances = routing->Distances + ((long)row * routing->Pairs);
        float sum = 0;
        for (int j = 0; j < routing->TopK; j++)
        {
            if (j != i) sum += gates[j] * distances[routing->Pair(Math.Min(i, j), Math.Max(i, j))];
        }

        return job->Gluing * sum;
    }

    private struct Job
    {
        public Routing* Routing;
        public PanelLines Results;
        public PanelLines OutputGradient;
        public PanelLines ResultGradient;
        public int Panels;
        public int TaskRows;
        public float Gluing;
        public bool Detached;
    }
}
