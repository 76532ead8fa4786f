using System;
using System.Linq;
using System.Runtime.CompilerServices;
using Tokitai.Threading;

namespace Tokitai.Benchmarks.Roofline;

/// <summary>What primitives take without their memory: each thread has some samples for itself, which stay in its caches, and works on them again and again.</summary>
internal sealed unsafe class NearWork : IDisposable
{
    /// <summary>Samples of a thread, which fit the second cache level with their results; a power of two.</summary>
    public const int Rows = 64;

    private readonly WorkerPool _pool;
    private readonly PrimitiveWork[] _works;

    /// <param name="pool">Threads to work with.</param>
    public NearWork(WorkerPool pool)
    {
        _pool = pool;
        _works = [.. Enumerable.Range(0, pool.ThreadCount).Select(_ => new PrimitiveWork(WorkerPool.Alone, Rows))];
    }

    /// <summary>Does some work on as many samples as are asked for, altogether.</summary>
    /// <param name="run">The work.</param>
    /// <param name="rows">Samples.</param>
    public void Run(Action<PrimitiveWork> run, int rows)
    {
        var job = new Job { Works = _works, Run = run, Times = rows / Rows / _works.Length };
        _pool.Run(_works.Length, &Task, Unsafe.AsPointer(ref job));
    }

    public void Dispose()
    {
        foreach (PrimitiveWork work in _works) work.Dispose();
    }

    private static void Task(void* state, int task)
    {
        ref Job job = ref Unsafe.AsRef<Job>(state);
        for (int i = 0; i < job.Times; i++) job.Run(job.Works[task]);
    }

    private struct Job
    {
        public PrimitiveWork[] Works;
        public Action<PrimitiveWork> Run;
        public int Times;
    }
}
