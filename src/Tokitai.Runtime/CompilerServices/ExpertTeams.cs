using System;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Threading;
using Tokitai.Kernels;
using Tokitai.Threading;

namespace Tokitai.CompilerServices;

/// <summary>
/// Runs the experts of a mixture: one after the other, each with all threads, or side by side, each with one. It decides speed only: experts own
/// different rows and different parameters (and memory that they share inside an expert is never used by two of them at a time, see
/// <see cref="BackwardPass.Experts"/>), so no bit of a result depends on who runs what.
/// </summary>
internal static unsafe class ExpertTeams
{
    /// <summary>
    /// How much longer side by side may seem to take and be chosen all the same: threads that share a product wait for each other at its end and
    /// fetch from each other what the product before has left, which counting rows does not show.
    /// </summary>
    private const double SharingCost = 1.2;

    /// <summary>How many experts are to run side by side: 1, or as many as there are threads or experts.</summary>
    /// <param name="loads">The experts, those with the most rows first.</param>
    /// <param name="threads">Threads of the pass.</param>
    /// <param name="places">The parameters and layers of an expert.</param>
    public static int Choose(ReadOnlySpan<ExpertLoad> loads, int threads, in ExpertPlaces places)
    {
        int teams = Math.Min(threads, loads.Length);
        if (teams == 1 || loads[0].Rows == 0) return 1;

        // In rows, as if each took the same time. Side by side: whoever is free takes the largest expert that is left.
        int* ends = stackalloc int[teams];
        new Span<int>(ends, teams).Clear();

        // What a mixture inside an expert does with all threads, or an expert without products, is taken to be worth sharing.
        bool isUnknown = places.LinearLayers == 0 || places.MixtureStride > 0;
        long weights = isUnknown ? 0 : places.ParameterStride / places.LinearLayers;
        double shared = 0;
        int last = 0;
        foreach (ExpertLoad load in loads)
        {
            int first = 0;
            for (int team = 1; team < teams; team++) first = ends[team] < ends[first] ? team : first;
            ends[first] += load.Rows;
            last = Math.Max(last, ends[first]);
            shared += isUnknown || ProductTasks.AreShared(load.Rows * weights) ? (double)load.Rows / threads : load.Rows;
        }

        return last <= SharingCost * shared ? teams : 1;
    }

    /// <summary>Runs all experts.</summary>
    /// <param name="pool">The threads of the pass.</param>
    /// <param name="state">The mixture.</param>
    /// <param name="teams">How many run side by side.</param>
    /// <param name="body">Runs an expert; gets the context, the expert and the number of the team.</param>
    /// <param name="context">What the body gets.</param>
    /// <remarks>An exception of an expert goes on to the caller: where experts run side by side, that of the first one which has any, when all have ended.</remarks>
    public static void Run(WorkerPool pool, MixtureState state, int teams, delegate*<void*, int, int, void> body, void* context)
    {
        if (teams == 1)
        {
            for (int expert = 0; expert < state.Info.Experts; expert++) body(context, expert, 0);
            return;
        }

        var job = new Job { State = state, Body = body, Context = context };
        pool.Run(teams, &Team, Unsafe.AsPointer(ref job));
        job.Error?.Throw();
    }

    private static void Team(void* state, int team)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        ReadOnlySpan<ExpertLoad> loads = job.State.Loads;
        while (true)
        {
            int next = Interlocked.Increment(ref job.Taken) - 1;
            if (next >= loads.Length) return;
            int expert = loads[next].Expert;
            try
            {
                job.Body(job.Context, expert, team);
            }
            catch (Exception error)
            {
                lock (job.State)
                {
                    if (job.Error is not null && job.FailedExpert < expert) continue;
                    job.FailedExpert = expert;
                    job.Error = ExceptionDispatchInfo.Capture(error);
                }
            }
        }
    }

    /// <summary>What the teams share; it lies on the stack of the thread that waits for them all.</summary>
    private struct Job
    {
        public MixtureState State;
        public delegate*<void*, int, int, void> Body;
        public void* Context;
        public int Taken;
        public int FailedExpert;
        public ExceptionDispatchInfo? Error;
    }
}
