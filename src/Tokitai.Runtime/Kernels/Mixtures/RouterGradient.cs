using System;
using System.Runtime.CompilerServices;
using Tokitai.Threading;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// From the gradients by the weights of a row's experts to those by its logits: <c>dz_i = p_i (dp_i - sum over all j of p_j dp_j)</c>, the full
/// Jacobian of the softmax. <c>dp</c> is the weight's gradient for the chosen experts (with renormalised weights g:
/// <c>(dg_i - sum over chosen j of g_j dg_j) / sum over chosen of p</c>) and 0 for the others; load balancing adds its constant to every expert, and
/// the z-loss adds <c>2 z logsumexp p_i</c> to dz.
/// </summary>
/// <remarks>Sums of a row go in ascending order of the experts, in double.</remarks>
internal static unsafe class RouterGradient
{
    /// <summary>Cost of an expert of a row, in elements of other row-wise work.</summary>
    private const int CostOfExpert = 8;

    /// <summary>Computes the gradients of all rows.</summary>
    /// <param name="pool">Threads to work with; each takes some of the rows.</param>
    /// <param name="routing">The decisions and the gradients by the weights.</param>
    /// <param name="balance">
    /// The gradient of load balancing by <c>p_i</c> is this times the share of the assignments that went to expert i; 0 without it.
    /// </param>
    /// <param name="zLoss">Factor of a row's squared log-sum; 0 without a z-loss.</param>
    /// <param name="logitGradient">Activation panels; the padding of the last panel becomes 0.</param>
    public static void Run(WorkerPool pool, Routing* routing, double balance, double zLoss, PanelLines logitGradient)
    {
        int taskRows = RowTasks.RowsPerTask(pool, routing->Rows, CostOfExpert * routing->Experts);
        var job = new Job { Routing = routing, Balance = balance, ZLoss = zLoss, LogitGradient = logitGradient, TaskRows = taskRows };
        pool.Run((routing->Rows + taskRows - 1) / taskRows, &Task, &job);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Task(void* state, int task)
    {
        Job* job = (Job*)state;
        int end = Math.Min(job->Routing->Rows, (task + 1) * job->TaskRows);
        for (int row = task * job->TaskRows; row < end; row++) Row(job, row);
    }

    private static void Row(Job* job, int row)
    {
        Routing* routing = job->Routing;
        int experts = routing->Experts, topK = routing->TopK;
        float* probabilities = routing->Probabilities + ((long)row * experts), gates = routing->Gates + ((long)row * topK);
        float* gateGradients = routing->GateGradients + ((long)row * topK);
        int* chosen = routing->Chosen + ((long)row * topK);
        double inner = 0, scale = 1;
        if (routing->Renormalize)
        {
            double sum = 0;
            for (int i = 0; i < topK; i++)
            {
                sum += probabilities[chosen[i]];
                inner += (double)gates[i] * gateGradients[i];
            }

            scale = 1 / sum;
        }

        double share = job->Balance / ((double)routing->Rows * topK), mean = 0;
        for (int expert = 0, next = 0; expert < experts; expert++)
        {
            double gradient = Next(expert, ref next);
            mean += probabilities[expert] * gradient;
        }

        double zLoss = 2 * job->ZLoss * routing->LogSums[row];
        for (int expert = 0, next = 0; expert < PackedLayout.RoundUp(experts); expert++)
        {
            float* place = job->LogitGradient.Line(expert / PackedLayout.PanelRows, row) + (expert % PackedLayout.PanelRows);
            *place = expert < experts ? (float)(probabilities[expert] * (Next(expert, ref next) - mean + zLoss)) : 0;
        }

        double Next(int expert, ref int next)
        {
            double gradient = share * routing->Count(expert);
            if (next < topK && chosen[next] == expert) gradient += (gateGradients[next++] - inner) * scale;
            return gradient;
        }
    }

    private struct Job
    {
        public Routing* Routing;
        public double Balance;
        public double ZLoss;
        public PanelLines LogitGradient;
        public int TaskRows;
    }
}
