namespace Tokitai.Threading;

/// <summary>Threads that share the work of one kernel at a time.</summary>
internal sealed unsafe class WorkerPool
{
    public static WorkerPool Shared { get; } = new(1);

    public WorkerPool(int threads) => ThreadCount = threads;

    /// <summary>Number of threads that work, the caller included.</summary>
    public int ThreadCount { get; }

    /// <summary>Calls <paramref name="body"/> once for each task, on any thread in any order, and returns when all have ended.</summary>
    public void Run(int tasks, delegate*<void*, int, void> body, void* state)
    {
        for (int i = 0; i < tasks; i++) body(state, i);
    }
}
