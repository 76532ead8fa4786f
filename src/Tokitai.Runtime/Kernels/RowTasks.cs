using System;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>How elementwise and row-wise kernels are cut into tasks.</summary>
internal static class RowTasks
{
    /// <summary>Below so many elements a kernel is done sooner than another thread wakes.</summary>
    public const long ParallelThreshold = 8_192;

    // More rows than this do not help: a panel's line of weights is already shared by many.
    private const int MaxRows = 16;

    /// <summary>Samples of one task.</summary>
    public static int RowsPerTask(WorkerPool pool, int batch, int features)
    {
        if ((long)batch * features < ParallelThreshold) return batch;
        int tasks = 2 * pool.ThreadCount;
        return Math.Clamp((batch + tasks - 1) / tasks, 1, MaxRows);
    }

    /// <summary>Panels of features of one task.</summary>
    public static int PanelsPerTask(WorkerPool pool, int batch, int features)
    {
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        if ((long)batch * features < ParallelThreshold) return panels;
        int tasks = 2 * pool.ThreadCount;
        return (panels + tasks - 1) / tasks;
    }
}
