using System;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using Tokitai.Threading;
using Xunit;

namespace Tokitai.Tests.Threading;

public sealed unsafe class WorkerPoolTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_task_runs_exactly_once(int threads)
    {
        var pool = new WorkerPool(threads);
        foreach (int tasks in Enumerable.Range(0, 50).Concat([1000]))
        {
            int[] counts = new int[tasks + 1];
            fixed (int* state = counts) pool.Run(tasks, &CountTask, state);
            Assert.All(counts.AsSpan(0, tasks).ToArray(), count => Assert.Equal(1, count));
            Assert.Equal(0, counts[tasks]);
        }
    }

    /// <summary>
    /// Jobs that follow each other at once, with late workers of the job before still waking up: no task of one job is ever
    /// taken for a task of another.
    /// </summary>
    [Fact]
    public void Jobs_in_quick_succession_do_not_mix()
    {
        var pool = new WorkerPool(4);
        int* counts = stackalloc int[64];
        for (int job = 0; job < 20_000; job++)
        {
            int tasks = 1 + (job % 7);
            new Span<int>(counts, 64).Clear();
            pool.Run(tasks, &CountTask, counts);
            for (int i = 0; i < 64; i++)
            {
                if (counts[i] != (i < tasks ? 1 : 0)) Assert.Fail($"job {job}: task {i} of {tasks} ran {counts[i]} times");
            }
        }
    }

    [Fact]
    public void Callers_on_several_threads_all_finish()
    {
        var pool = new WorkerPool(3);
        int failures = 0;
        Thread[] callers = [.. Enumerable.Range(0, 4).Select(_ => new Thread(() =>
        {
            int[] counts = new int[16];
            fixed (int* state = counts)
            {
                for (int job = 0; job < 2_000; job++) pool.Run(16, &CountTask, state);
            }

            if (counts.Any(count => count != 2_000)) Interlocked.Increment(ref failures);
        }))];
        foreach (Thread caller in callers) caller.Start();
        foreach (Thread caller in callers) caller.Join();
        Assert.Equal(0, failures);
    }

    /// <summary>On the caller's thread as on a worker's: nobody waits for threads that wait for him.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Tasks_may_run_jobs_of_the_same_pool(int threads)
    {
        var pool = new WorkerPool(threads);
        int* counts = stackalloc int[16];
        var job = new NestedJob { Pool = pool, Counts = counts };
        for (int round = 1; round <= 200; round++)
        {
#pragma warning disable CS8500 // The job holds a reference to the pool; it lives on this stack frame, which outlasts the work.
            pool.Run(8, &RunInside, &job);
#pragma warning restore CS8500
            for (int i = 0; i < 16; i++) Assert.Equal(8 * round, counts[i]);
        }
    }

    /// <summary>The caller's side; a process of its own measures the workers', where nobody else allocates (AllocationTests).</summary>
    [Fact]
    public void A_job_allocates_nothing_for_its_caller()
    {
        var pool = new WorkerPool(3);
        int* counts = stackalloc int[64];
        for (int job = 0; job < 100; job++) pool.Run(64, &CountTask, counts);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int job = 0; job < 100; job++)
        {
            if (job % 10 == 0) Thread.Sleep(1); // Parked workers are woken in the measured part, too.
            pool.Run(64, &CountTask, counts);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Fact]
    public void Idle_workers_park()
    {
        var pool = new WorkerPool(3);
        int* counts = stackalloc int[64];
        pool.Run(64, &CountTask, counts);

        // A deadline for a broken pool only: parking takes microseconds, on a busy machine milliseconds.
        SpinWait.SpinUntil(() => pool.ParkedWorkers == 2, TimeSpan.FromSeconds(30));
        Assert.Equal(2, pool.ParkedWorkers);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public void Without_the_variable_all_processors_work(string? value) =>
        Assert.Equal(Environment.ProcessorCount, WorkerPool.ReadThreadCount(value));

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    [InlineData("1024", 1024)]
    public void The_variable_sets_the_number_of_threads(string value, int expected) =>
        Assert.Equal(expected, WorkerPool.ReadThreadCount(value));

    [Theory]
    [InlineData("0")]
    [InlineData("-2")]
    [InlineData("1025")]
    [InlineData("two")]
    [InlineData("1.5")]
    public void A_wrong_variable_is_named(string value)
    {
        var error = Assert.Throws<InvalidOperationException>(() => WorkerPool.ReadThreadCount(value));
        Assert.Contains($"TOKITAI_NUM_THREADS is '{value}'", error.Message);
    }

    private static void CountTask(void* state, int task) => Interlocked.Increment(ref ((int*)state)[task]);

    private static void RunInside(void* state, int task)
    {
        ref NestedJob job = ref Unsafe.AsRef<NestedJob>(state);
        job.Pool.Run(16, &CountTask, job.Counts);
    }

    private struct NestedJob
    {
        public WorkerPool Pool;
        public int* Counts;
    }
}
