using Tokitai.Threading;

namespace Tokitai.Kernels;

/// <summary>
/// An elementwise job over two sets of activation panels, cut by panels. A task is one run of memory where the batch has the panels for
/// itself, otherwise a run in each panel.
/// </summary>
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
    public long PanelFloats;

    private bool _isWhole;
    private int _panels;

    /// <summary>Cuts the job.</summary>
    public static PanelJob Create(WorkerPool pool, BatchRows rows, int features, float* first, float* second)
    {
        int panels = PackedLayout.RoundUp(features) / PackedLayout.PanelRows;
        return new PanelJob
        {
            First = first,
            Second = second,
            Tasks = rows.Count == 0 ? 0 : RowTasks.PanelTasks(pool, rows.Count, features),
            Batch = rows.Count,
            Features = features,
            PanelFloats = rows.PanelFloats,
            _isWhole = rows.IsWhole,
            _panels = panels,
        };
    }

    /// <summary>Floats of an operand that the job works on.</summary>
    public readonly long Floats => (long)_panels * Batch * PackedLayout.PanelRows;

    /// <summary>First element of a task.</summary>
    public readonly long Start(int task) => TaskShares.Of(_panels, Tasks, task).First * PanelFloats;

    /// <summary>Where the elements of a task end: a whole number of panels behind its first.</summary>
    public readonly long End(int task) => TaskShares.Of(_panels, Tasks, task).End * PanelFloats;

    /// <summary>Elements of a run of a task.</summary>
    public readonly long RunLength(int task) => _isWhole ? End(task) - Start(task) : (long)Batch * PackedLayout.PanelRows;

    /// <summary>From one run of a task to the next.</summary>
    public readonly long RunDistance(int task) => _isWhole ? End(task) - Start(task) : PanelFloats;

    /// <summary>Whether a task has the last panel.</summary>
    public readonly bool IsLast(int task) => task == Tasks - 1;
}
