using System;
using System.Runtime.CompilerServices;
using Tokitai.Benchmarks.Mixtures;
using Tokitai.Memory;
using Tokitai.Optimizers;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>The arithmetic of AdamW without its memory: the same few tiles, which stay in a cache, are updated again and again.</summary>
internal sealed unsafe class AdamArithmetic : IDisposable
{
    private const int TileFloats = 4096;

    /// <summary>From one task's tile to the next one's: processors read on behind the end of a run, and would take lines from the core that works on them.</summary>
    private const int Distance = 2 * TileFloats;

    private readonly WorkerPool _pool;
    private readonly SmallTwoOfFour _model = new(1);
    private readonly AdamRule _rule = new(SmallTwoOfFour.Info, decoupled: true, 1e-5f, 0.9, 0.999, 1e-8f, 0.01f, decayAll: false);
    private readonly AlignedBuffer _gradient = Bench.Fill(TileFloats);
    private readonly int _tasks;
    private readonly int _updates;

    /// <param name="pool">Threads to work with.</param>
    /// <param name="parameters">Parameters to update, altogether.</param>
    public AdamArithmetic(WorkerPool pool, long parameters)
    {
        _pool = pool;
        _tasks = (int)Math.Min(4 * pool.ThreadCount, SmallTwoOfFour.ParameterCount / Distance);
        _updates = (int)(parameters / TileFloats / _tasks);
    }

    /// <summary>Updates as many parameters as the model has.</summary>
    public void Run()
    {
        using BufferLease parameters = _model.Parameters.Buffer.Lease(_model.Parameters), gradient = _gradient.Lease(_gradient);

        // Results stay in the caches, as those of a single thread do: memory has no part in this.
        _rule.BeginStep(parameters.Pointer, threads: 1);
        _rule.BeginUpdate(1);
        var job = new Job { Rule = _rule, Gradient = gradient.Pointer, Updates = _updates };
        _pool.Run(_tasks, &Task, Unsafe.AsPointer(ref job));
        _rule.EndStep();
    }

    public void Dispose()
    {
        _rule.Dispose();
        _gradient.Dispose();
        _model.Dispose();
    }

    private static void Task(void* state, int task)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        for (int i = 0; i < job.Updates; i++) job.Rule.Update((long)task * Distance, TileFloats, job.Gradient, TensorKind.LinearWeight, Lookahead.None);
    }

    private struct Job
    {
        public AdamRule Rule;
        public float* Gradient;
        public int Updates;
    }
}
