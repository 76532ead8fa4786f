using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using Tokitai.Memory;
using Tokitai.Threading;

namespace Tokitai.Optimizers;

/// <summary>
/// Applies a rule to all parameters of a model. The work is cut once, when the optimizer is made, so that a step allocates
/// nothing; the arithmetic is elementwise, so neither cuts nor threads change a bit.
/// </summary>
internal sealed unsafe class UpdateSweep
{
    /// <summary>
    /// Floats of a task: with two moments and the gradient 256 KB of memory traffic, some 8 microseconds, far above the price of
    /// handing out a task and small enough to keep threads equally busy.
    /// </summary>
    public const int TaskLength = 1 << 14;

    private readonly Piece[] _runs;
    private readonly int[] _firstRuns;

    /// <summary>Cuts the work.</summary>
    /// <param name="info">The model.</param>
    public UpdateSweep(ModelInfo info)
    {
        var runs = new List<Piece>();
        List<int> firstRuns = [0];
        long inTask = 0;
        foreach (TensorInfo tensor in info.Tensors)
        {
            // Small tensors share a task, large ones are cut; a run never leaves its tensor, since the kind decides its update.
            for (long done = 0; done < tensor.PackedLength;)
            {
                if (inTask == TaskLength)
                {
                    firstRuns.Add(runs.Count);
                    inTask = 0;
                }

                int length = (int)Math.Min(TaskLength - inTask, tensor.PackedLength - done);
                runs.Add(new Piece(tensor.Offset + done, length, tensor.Kind));
                done += length;
                inTask += length;
            }
        }

        firstRuns.Add(runs.Count);
        _runs = [.. runs];
        _firstRuns = [.. firstRuns];
    }

    /// <summary>Number of tasks that threads share.</summary>
    public int TaskCount => _firstRuns.Length - 1;

    /// <summary>Takes one step.</summary>
    /// <param name="pool">The threads that work.</param>
    /// <param name="step">The optimizer's step.</param>
    /// <param name="parameters">Updated.</param>
    /// <param name="gradients">The finished gradients.</param>
    /// <param name="finite">Whether the passes that made the gradients were finite; if not, the step is skipped.</param>
    /// <exception cref="ObjectDisposedException">One of the sets, or the optimizer, is disposed.</exception>
    public void Run(WorkerPool pool, OptimizerStep step, TensorSet parameters, TensorSet gradients, bool finite)
    {
        using BufferLease parameterLease = parameters.Buffer.Lease(parameters);
        using BufferLease gradientLease = gradients.Buffer.Lease(gradients);
        step.Begin(parameterLease.Pointer, finite, pool.ThreadCount);
        try
        {
            if (step.Measures) step.Measure(pool, gradientLease.Pointer);
            if (!step.Updates) return;

            // The job lies on this thread's stack until the pool has returned, so a raw pointer to it stays valid, and the
            // garbage collector sees the references in it.
            var job = new Job(this, step.Sink, gradientLease.Pointer);
            pool.Run(TaskCount, &RunTask, Unsafe.AsPointer(ref job));
        }
        finally
        {
            step.End();
        }
    }

    private static void RunTask(void* state, int task)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        int end = job.Sweep._firstRuns[task + 1];
        for (int i = job.Sweep._firstRuns[task]; i < end; i++)
        {
            ref readonly Piece run = ref job.Sweep._runs[i];
            job.Rule.Update(run.Offset, run.Length, job.Gradients + run.Offset, run.Kind, Lookahead.Stream);
        }
    }

    private readonly record struct Piece(long Offset, int Length, TensorKind Kind);

    private readonly struct Job(UpdateSweep sweep, UpdateRule rule, float* gradients)
    {
        public readonly UpdateSweep Sweep = sweep;
        public readonly UpdateRule Rule = rule;
        public readonly float* Gradients = gradients;
    }
}
