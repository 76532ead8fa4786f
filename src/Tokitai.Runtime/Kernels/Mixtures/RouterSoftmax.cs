using System;
using System.Runtime.CompilerServices;
using Tokitai.Kernels.Elementary;
using Tokitai.Simd;
using Tokitai.Threading;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// From a router's logits to its decision: <c>p = softmax(z)</c> over all experts, the k largest logits (of equal ones the lower index), and
/// their weights: their <c>p</c>, or <c>p</c> divided by the sum over the chosen.
/// </summary>
/// <remarks>
/// The largest logit is subtracted first. Exponentials go in groups of 16 at every vector width; lane j of the sum collects the experts
/// j, j + 16, ..., and the 16 lanes are added in double in order. So a row's bits depend neither on the width nor on its neighbours.
/// </remarks>
internal static unsafe class RouterSoftmax
{
    private const int Lanes = PackedLayout.PanelRows;

    /// <summary>An exponential and its share of the choice cost about as much as so many elements of other row-wise work.</summary>
    private const int CostOfExpert = 16;

    /// <summary>Decides for all rows.</summary>
    /// <param name="pool">Threads to work with; each takes some of the rows.</param>
    /// <param name="simd">Vector width.</param>
    /// <param name="logits">Activation panels.</param>
    /// <param name="panelFloats">From one of their panels to the next.</param>
    /// <param name="noise">Noise on the logits, or none.</param>
    /// <param name="samples">For each row the number of its sample in the pass; null where they are the rows themselves.</param>
    /// <param name="routing">Receives probabilities, experts and weights; where a logit is not finite, the row's log-sum is NaN and the logits stand in place of probabilities.</param>
    public static void Run(WorkerPool pool, SimdLevel simd, float* logits, long panelFloats, RouterNoise noise, int* samples, Routing* routing)
    {
        int taskRows = RowTasks.RowsPerTask(pool, routing->Rows, CostOfExpert * routing->Experts);
        var job = new Job { Logits = logits, PanelFloats = panelFloats, Noise = noise, Samples = samples, Routing = routing, TaskRows = taskRows };
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
                float* values = routing->Probabilities + ((long)row * routing->Experts);
                Copy(job, row, values);
                job->Noise.Add(values, routing->Experts, job->Samples is null ? row : job->Samples[row]);
                int* chosen = routing->Chosen + ((long)row * routing->TopK);
                if (!routing->IsHeld) Choose(values, routing->Experts, chosen, routing->TopK);
                routing->LogSums[row] = Softmax<TSimd, TVector>(values, routing->Experts);
                Weigh(values, chosen, routing->Gates + ((long)row * routing->TopK), routing);
            }
        }
    }

    private static void Copy(Job* job, int row, float* values)
    {
        float* line = job->Logits + ((long)row * Lanes);
        for (int expert = 0; expert < job->Routing->Experts; expert += Lanes, line += job->PanelFloats)
        {
            int count = Math.Min(Lanes, job->Routing->Experts - expert);
            new ReadOnlySpan<float>(line, count).CopyTo(new Span<float>(values + expert, count));
        }
    }

    /// <summary>The largest logits one after the other, then in ascending order of their index.</summary>
    private static void Choose(float* logits, int experts, int* chosen, int topK)
    {
        float last = float.PositiveInfinity;
        int lastIndex = -1;
        for (int found = 0; found < topK; found++)
        {
            int best = -1;
            for (int i = 0; i < experts; i++)
            {
                bool comesLater = logits[i] < last || (logits[i] == last && i > lastIndex);
                if (comesLater && (best < 0 || logits[i] > logits[best])) best = i;
            }

            // Only logits that are not finite leave nothing to find; such a row is an error.
            if (best < 0) best = 0;
            last = logits[best];
            lastIndex = best;
            int place = found;
            for (; place > 0 && chosen[place - 1] > best; place--) chosen[place] = chosen[place - 1];
            chosen[place] = best;
        }
    }

    /// <summary>The softmax in place; returns the logarithm of the sum of the exponentials, or NaN, leaving all as it is, where a logit is not finite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Softmax<TSimd, TVector>(float* values, int experts)
        where TSimd : ISimd<TVector>
        where TVector : unmanaged
    {
        // z * 0 is 0 for a finite z, else NaN.
        float max = values[0], poison = 0;
        for (int i = 0; i < experts; i++)
        {
            max = Math.Max(max, values[i]);
            poison += values[i] * 0;
        }

        if (float.IsNaN(poison)) return float.NaN;
        float* sums = stackalloc float[Lanes];
        float* group = stackalloc float[Lanes];
        new Span<float>(sums, Lanes).Clear();
        TVector shift = TSimd.Create(max);
        for (int i = 0; i < experts; i += Lanes)
        {
            // Missing experts are infinitely unlikely: e^-inf adds exactly 0.
            int count = Math.Min(Lanes, experts - i);
            new Span<float>(group, Lanes).Fill(float.NegativeInfinity);
            new ReadOnlySpan<float>(values + i, count).CopyTo(new Span<float>(group, count));
            for (int lane = 0; lane < Lanes; lane += TSimd.Width)
            {
                TVector term = Exp.Evaluate<TSimd, TVector>(TSimd.Subtract(TSimd.Load(group + lane), shift));
                TSimd.Store(group + lane, term);
                TSimd.Store(sums + lane, TSimd.Add(TSimd.Load(sums + lane), term));
            }

            new ReadOnlySpan<float>(group, count).CopyTo(new Span<float>(values + i, count));
        }

        double sum = 0;
        for (int lane = 0; lane < Lanes; lane++) sum += sums[lane];
        for (int i = 0; i < experts; i++) values[i] = (float)(values[i] / sum);
        return (float)(max + PortableLog.Of(sum));
    }

    private static void Weigh(float* probabilities, int* chosen, float* gates, Routing* routing)
    {
        double sum = 0;
        for (int i = 0; i < routing->TopK; i++)
        {
            gates[i] = probabilities[chosen[i]];
            sum += gates[i];
        }

        if (!routing->Renormalize) return;
        for (int i = 0; i < routing->TopK; i++) gates[i] = (float)(gates[i] / sum);
    }

    private struct Job
    {
        public float* Logits;
        public long PanelFloats;
        public RouterNoise Noise;
        public int* Samples;
        public Routing* Routing;
        public int TaskRows;
    }
}
