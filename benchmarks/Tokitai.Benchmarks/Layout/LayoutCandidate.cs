using Tokitai.Kernels;

namespace Tokitai.Benchmarks.Layout;

/// <summary>Panels of outputs, in tiles of 256 inputs or as long as the layer has inputs.</summary>
/// <param name="Rows">Outputs of a panel.</param>
/// <param name="Tiled">Whether panels are cut into tiles.</param>
/// <param name="Visit">Inputs that the forward product reads at a time: how the layout is used, no part of it.</param>
internal sealed record LayoutCandidate(int Rows, bool Tiled, int Visit = 256)
{
    /// <summary>Inputs of a tile.</summary>
    public int BlockInputs(int inputs) => Tiled ? 256 : inputs;

    /// <summary>Outputs of a block: a whole number of panels, 256 or a little less.</summary>
    public int BlockOutputs => 256 / Rows * Rows;

    /// <summary>Floats from one panel to the next, around an input.</summary>
    public long PanelDistance(int inputs, int input)
    {
        int blockInputs = BlockInputs(inputs);
        return (long)System.Math.Min(blockInputs, inputs - (input / blockInputs * blockInputs)) * Rows;
    }

    /// <summary>The line of an input in a panel. Tiles of one block of outputs lie after each other, panels inside a tile too.</summary>
    public long LineOffset(int outputs, int inputs, int panel, int input)
    {
        int firstInput = input / BlockInputs(inputs) * BlockInputs(inputs);
        return PanelOffset(outputs, inputs, panel, firstInput) + ((long)(input - firstInput) * Rows);
    }

    private long PanelOffset(int outputs, int inputs, int panel, int firstInput)
    {
        int panelsPerBlock = BlockOutputs / Rows;
        int panels = (outputs + Rows - 1) / Rows;
        int block = panel / panelsPerBlock;
        int blockPanels = System.Math.Min(panelsPerBlock, panels - (block * panelsPerBlock));
        int count = System.Math.Min(BlockInputs(inputs), inputs - firstInput);
        return ((long)block * BlockOutputs * inputs) + ((long)blockPanels * Rows * firstInput) + ((long)(panel % panelsPerBlock) * Rows * count);
    }
}

/// <summary>Activations beside weights in panels of 8 outputs.</summary>
internal readonly struct Lines8 : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static int RightStep(int width) => 8;
}

/// <summary>Rows are neighbours, steps lie 8 floats apart and are one chunk; two vectors of samples.</summary>
internal readonly struct Steps8 : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => 8;

    public static int ChunkLength => ILeftStrides.OneChunk;

    public static int RightStep(int width) => 2 * width;
}

/// <summary>Rows are neighbours, steps lie 12 floats apart and are one chunk; two vectors of samples.</summary>
internal readonly struct Steps12 : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => 12;

    public static int ChunkLength => ILeftStrides.OneChunk;

    public static int RightStep(int width) => 2 * width;
}

/// <summary>Rows are neighbours, steps lie 16 floats apart and are one chunk; two vectors of samples.</summary>
internal readonly struct Steps16 : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => 16;

    public static int ChunkLength => ILeftStrides.OneChunk;

    public static int RightStep(int width) => 2 * width;
}

/// <summary>Rows lie 8 floats apart, steps are neighbours, 8 in a chunk; two vectors of samples.</summary>
internal readonly struct Rows8 : ILeftStrides
{
    public static int RowStride => 8;

    public static int StepStride => 1;

    public static int ChunkLength => 8;

    public static int RightStep(int width) => 2 * width;
}

/// <summary>Rows lie 12 floats apart, steps are neighbours, 12 in a chunk; two vectors of samples.</summary>
internal readonly struct Rows12 : ILeftStrides
{
    public static int RowStride => 12;

    public static int StepStride => 1;

    public static int ChunkLength => 12;

    public static int RightStep(int width) => 2 * width;
}

/// <summary>Rows lie 16 floats apart, steps are neighbours, 16 in a chunk; two vectors of samples.</summary>
internal readonly struct Rows16 : ILeftStrides
{
    public static int RowStride => 16;

    public static int StepStride => 1;

    public static int ChunkLength => 16;

    public static int RightStep(int width) => 2 * width;
}
