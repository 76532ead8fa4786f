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

    private int _panels;
    private int _taskPanels;
    private int _panelFloats;

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
            _panels = panels,
            _taskPanels = taskPanels,
            _panelFloats = PackedLayout.BatchStride(batch) * PackedLayout.PanelRows,
        };
    }

    /// <summary>First element of a task.</summary>
    public readonly long Start(int task) => (long)task * _taskPanels * _panelFloats;

    /// <summary>End of the elements of a task.</summary>
    public readonly long End(int task) => (long)Math.Min(_panels, (task + 1) * _taskPanels) * _panelFloats;
}
