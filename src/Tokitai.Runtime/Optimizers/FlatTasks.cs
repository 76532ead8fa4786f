using System;

namespace Tokitai.Optimizers;

/// <summary>How elementwise work on whole buffers is cut into tasks, whatever tensors lie there.</summary>
internal static class FlatTasks
{
    /// <summary>Number of tasks of a buffer.</summary>
    public static int Count(long length) => checked((int)((length + UpdateSweep.TaskLength - 1) / UpdateSweep.TaskLength));

    /// <summary>First float of a task.</summary>
    public static long Start(int task) => (long)task * UpdateSweep.TaskLength;

    /// <summary>End of the floats of a task.</summary>
    public static long End(int task, long length) => Math.Min(length, Start(task + 1));
}
