using System;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>How elementwise and row-wise kernels are cut into tasks.</summary>
internal static class RowTasks
{
    /// <summary>Below so many elements a kernel is done sooner than another thread wakes.</summary>
    public const long ParallelThreshold = 8_192;

    /// <summary>
    /// Elements of a task that stay in the second cache level from the pass over them that forms statistics to the one that uses them.
    /// </summary>
    private const int CachedElements = 1 << 16;

    /// <summary>The most samples of a task that is shared: their part of a panel fills a page of memory.</summary>
    public const int MaxRows = 64;

    /// <summary>Elements that are worth a task of their own.</summary>
    private const int FewestElements = 2_048;

    // Below 4 the statistics of a group of rows are computed for nothing.
    private const int MinRows = 4;

    /// <summary>Samples of one task, at least 1.</summary>
    public static int RowsPerTask(WorkerPool pool, int batch, int features)
    {
        if ((long)batch * features < ParallelThreshold) return Math.Max(batch, 1);
        int tasks = 2 * pool.ThreadCount;
        int cached = Math.Clamp(CachedElements / features, MinRows, MaxRows);
        return Math.Clamp((batch + tasks - 1) / tasks, 1, cached);
    }

    /// <summary>Number of tasks that share the panels of features, see <see cref="TaskShares"/>.</summary>
    public static int PanelTasks(WorkerPool pool, int batch, int features)
    {
        long elements = (long)batch * features;
        int tasks = TaskShares.Count(PackedLayout.RoundUp(features) / PackedLayout.PanelRows, elements < ParallelThreshold ? 1 : pool.ThreadCount);
        return (int)Math.Min(tasks, Math.Max(1, elements / FewestElements));
    }
}
