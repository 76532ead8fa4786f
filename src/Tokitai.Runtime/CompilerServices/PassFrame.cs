using Tokitai.Kernels;
using Tokitai.Kernels.Mixtures;

namespace Tokitai.CompilerServices;

/// <summary>
/// Where the rows of a pass lie. The outermost frame is the batch in the workspace. A mixture's arena is a frame inside it, with room for k rows a
/// sample; each expert's frame is a window of the arena's rows. Offsets inside a frame count features, as in the
/// workspace: the same ones serve every expert.
/// </summary>
internal readonly unsafe struct PassFrame
{
    private readonly float* _activations;
    private readonly float* _gradients;
    private readonly long _capacity;
    private readonly long _firstRow;

    private PassFrame(float* activations, float* gradients, long capacity, long firstRow, BatchRows rows, int* samples)
    {
        _activations = activations;
        _gradients = gradients;
        _capacity = capacity;
        _firstRow = firstRow;
        Rows = rows;
        Samples = samples;
    }

    /// <summary>The rows of the pass.</summary>
    public BatchRows Rows { get; }

    /// <summary>For each row the number of its sample in the pass; null where they are the rows themselves.</summary>
    public int* Samples { get; }

    /// <summary>The frame of a whole batch.</summary>
    /// <param name="memory">The workspace.</param>
    /// <param name="capacity">Floats that one feature takes.</param>
    /// <param name="batch">Number of samples.</param>
    public static PassFrame Whole(float* memory, int capacity, int batch) => new(memory, memory, capacity, 0, batch, null);

    /// <summary>The first row of a value.</summary>
    /// <param name="offset">Its activation offset.</param>
    public float* Activation(long offset) => _activations + (offset * _capacity) + (_firstRow * PackedLayout.PanelRows);

    /// <summary>The first row of a gradient.</summary>
    /// <param name="offset">Offset of its region: counted from the start of the workspace, or of the arena's own gradients.</param>
    public float* Gradient(long offset) => _gradients + (offset * _capacity) + (_firstRow * PackedLayout.PanelRows);

    /// <summary>The rows of a value.</summary>
    public PanelLines ActivationLines(long offset) => new(Activation(offset), Rows.PanelFloats);

    /// <summary>The rows of a gradient.</summary>
    public PanelLines GradientLines(long offset) => new(Gradient(offset), Rows.PanelFloats);

    /// <summary>The arena of a mixture.</summary>
    /// <param name="activations">Activation offset of its activations.</param>
    /// <param name="gradients">Offset of its regions of gradients.</param>
    /// <param name="topK">Rows that a row takes in it.</param>
    public PassFrame Arena(long activations, long gradients, int topK) => new(
        _activations + (activations * _capacity), _gradients + (gradients * _capacity), _capacity * topK, _firstRow * topK,
        BatchRows.Window(Rows.Count * topK, Rows.Stride * topK), null);

    /// <summary>In an arena, the rows of one expert.</summary>
    /// <param name="first">First of them.</param>
    /// <param name="count">Their number.</param>
    /// <param name="samples">The samples of these rows.</param>
    public PassFrame Window(int first, int count, int* samples) =>
        new(_activations, _gradients, _capacity, _firstRow + first, BatchRows.Window(count, Rows.Stride), samples);
}
