using System;
using System.Diagnostics;
using System.Threading;

namespace Tokitai.Threading;

/// <summary>
/// Threads that share the work of one kernel at a time. They live as long as the pool, allocate nothing while they work, spin
/// for a moment after each job (the next kernel of a pass follows within microseconds) and then park.
/// </summary>
/// <remarks>
/// A job is a number of tasks. Its state is one 64-bit ticket, (epoch, next task): a thread takes a task by moving the ticket on
/// with a compare-and-swap, which fails if the job has ended meanwhile. A worker that wakes too late finds no task and goes back;
/// nobody waits for it. Results never depend on who runs a task: tasks own disjoint outputs.
/// </remarks>
internal sealed unsafe class WorkerPool
{
    /// <summary>Environment variable with the number of threads; all processors without it.</summary>
    public const string Variable = "TOKITAI_NUM_THREADS";

    private const int MaxThreads = 1024;
    private const int Closed = int.MaxValue;

    // Longer than the gap between two kernels of a pass, short enough that an idle program leaves the processor alone.
    private static readonly long SpinTicks = Stopwatch.Frequency / 20_000;

    // Lazy hands on the error of a wrong variable as it is; a static initializer would wrap it.
    private static readonly Lazy<WorkerPool> Default = new(() => new(ReadThreadCount(Environment.GetEnvironmentVariable(Variable))));

    private readonly Worker[] _workers;
    private readonly bool _isBackward;
    private delegate*<void*, int, void> _body;
    private void* _state;
    private int _isBusy;
    private int _tasks;
    private int _done;
    private long _ticket = Closed;

    /// <summary>Starts the threads.</summary>
    /// <param name="threads">Number of threads that work, the caller of <see cref="Run"/> included.</param>
    /// <param name="isBackward">Whether the last task comes first, by which tests see that tasks do not rely on each other.</param>
    public WorkerPool(int threads, bool isBackward = false)
    {
        ThreadCount = threads;
        _isBackward = isBackward;
        _workers = new Worker[threads - 1];
        for (int i = 0; i < _workers.Length; i++) _workers[i] = new Worker(this, i + 1);
    }

    /// <summary>The pool that passes use unless told otherwise.</summary>
    public static WorkerPool Shared => Default.Value;

    /// <summary>The caller alone, for work that is a task of another pool itself.</summary>
    public static WorkerPool Alone { get; } = new(1);

    /// <summary>Number of threads that work, the caller included.</summary>
    public int ThreadCount { get; }

    /// <summary>Number of threads that sleep until there is work again.</summary>
    internal int ParkedWorkers
    {
        get
        {
            int parked = 0;
            foreach (Worker worker in _workers) parked += worker.IsParked ? 1 : 0;
            return parked;
        }
    }

    /// <summary>The number of threads that the environment asks for.</summary>
    /// <exception cref="InvalidOperationException">The variable is set to something else than a number from 1 to 1024.</exception>
    internal static int ReadThreadCount(string? wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted)) return Math.Clamp(Environment.ProcessorCount, 1, MaxThreads);
        return int.TryParse(wanted, out int threads) && threads is >= 1 and <= MaxThreads
            ? threads
            : throw new InvalidOperationException($"{Variable} is '{wanted}': it must be a number from 1 to {MaxThreads}.");
    }

    /// <summary>
    /// Calls <paramref name="body"/> once for each task, on any thread in any order, and returns when all have ended. When the
    /// pool is busy, with another pass or with a job that the caller is a task of, the caller does all tasks itself.
    /// </summary>
    /// <param name="tasks">Number of tasks.</param>
    /// <param name="body">Runs one task; must not throw.</param>
    /// <param name="state">What the body gets beside the number of the task.</param>
    public void Run(int tasks, delegate*<void*, int, void> body, void* state)
    {
        // No lock: one that lets its owner in again would let a task start a job over its own.
        if (tasks <= 1 || _workers.Length == 0 || Interlocked.CompareExchange(ref _isBusy, 1, 0) != 0)
        {
            for (int task = 0; task < tasks; task++) body(state, _isBackward ? tasks - 1 - task : task);
            return;
        }

        try
        {
            _body = body;
            _state = state;
            _tasks = tasks;
            _done = 0;
            long epoch = (_ticket >> 32) + 1;
            Interlocked.Exchange(ref _ticket, epoch << 32);
            int helpers = Math.Min(_workers.Length, tasks - 1);
            for (int i = 0; i < helpers; i++) _workers[i].Wake();
            Work(epoch);
            var spinner = default(SpinWait);
            while (Volatile.Read(ref _done) != tasks) spinner.SpinOnce(sleep1Threshold: -1);
            Volatile.Write(ref _ticket, (epoch << 32) | Closed);
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    /// <summary>Takes tasks of a job until there are none left.</summary>
    private void Work(long epoch)
    {
        while (true)
        {
            long ticket = Volatile.Read(ref _ticket);
            int task = (int)ticket;

            // The fields may be the next job's already; then the ticket is closed and the swap below fails.
            delegate*<void*, int, void> body = _body;
            void* state = _state;
            int tasks = Volatile.Read(ref _tasks);
            if (ticket >> 32 != epoch || task >= tasks) return;
            if (Interlocked.CompareExchange(ref _ticket, ticket + 1, ticket) != ticket) continue;
            body(state, _isBackward ? tasks - 1 - task : task);

            // It also completes the task's stores past the caches, which other writes would overtake.
            Interlocked.Increment(ref _done);
        }
    }

    private sealed class Worker
    {
        private readonly WorkerPool _pool;
        private readonly SemaphoreSlim _wake = new(0);
        private int _parked;

        public Worker(WorkerPool pool, int number)
        {
            _pool = pool;
            var thread = new Thread(Loop) { IsBackground = true, Name = $"Tokitai worker {number}" };
            thread.Start();
        }

        public bool IsParked => Volatile.Read(ref _parked) == 1;

        /// <summary>Wakes the thread if it is parked.</summary>
        public void Wake()
        {
            if (Volatile.Read(ref _parked) == 1 && Interlocked.CompareExchange(ref _parked, 0, 1) == 1) _wake.Release();
        }

        private void Loop()
        {
            long seen = 0;
            while (true)
            {
                seen = WaitForEpochAfter(seen);
                _pool.Work(seen);
            }
        }

        private long WaitForEpochAfter(long seen)
        {
            long start = Stopwatch.GetTimestamp();
            while (true)
            {
                long epoch = Volatile.Read(ref _pool._ticket) >> 32;
                if (epoch != seen) return epoch;
                if (Stopwatch.GetTimestamp() - start < SpinTicks)
                {
                    Thread.SpinWait(8);
                    continue;
                }

                // Announce the parking first and look again after it: a job that starts in between is then seen here, or its
                // Wake sees this worker parked.
                Interlocked.Exchange(ref _parked, 1);
                if (Volatile.Read(ref _pool._ticket) >> 32 == seen || Interlocked.CompareExchange(ref _parked, 0, 1) == 0)
                {
                    _wake.Wait();
                }

                start = Stopwatch.GetTimestamp();
            }
        }
    }
}
