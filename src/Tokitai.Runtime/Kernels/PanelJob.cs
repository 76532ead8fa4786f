using System;
using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>An elementwise job over two sets of activation panels, cut by panels.</summary>
internal unsafe struct PanelJob
{
    /// <summary>The first operand.</summary>
    public float* First;

    /// <summary>The second operand.</summary>
    public float* Second;

    /// <summary>Number of tasks.</summary>
    public int Tasks;

    /// <summary>Number of samples.</summary>
    public int Batch;

    /// <summary>Features of a sample.</summary>
    public int Features;

    /// <summary>Floats from one panel to the next.</summary>
    public int PanelFloats;

    private int _panels;
    private int _taskPanels;

    /// <summary>Cuts the job.</summary>
    public static PanelJob Create(WorkerPool pool, int batch, int features, float* first, float* second)
    {
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        int taskPanels = RowTasks.PanelsPerTask(pool, batch, features);
        return new PanelJob
        {
            First = first,
            Second = second,
            Tasks = (panels + taskPanels - 1) / taskPanels,
            Batch = batch,
            Features = features,
            PanelFloats = PackedLayout.BatchStride(batch) * PackedLayout.PanelRows,
            _panels = panels,
            _taskPanels = taskPanels,
        };
    }

    /// <summary>Length of an operand.</summary>
    public readonly long Floats => (long)_panels * PanelFloats;

    /// <summary>First element of a task.</summary>
    public readonly long Start(int task) => (long)task * _taskPanels * PanelFloats;

    /// <summary>End of the elements of a task.</summary>
    public readonly long End(int task) => (long)Math.Min(_panels, (task + 1) * _taskPanels) * PanelFloats;

    /// <summary>Whether a task has the last panel.</summary>
    public readonly bool IsLast(int task) => task == Tasks - 1;
}
