namespace Tokitai.Kernels;

/// <summary>The distances, in floats, of the operand that a micro-kernel reads one float at a time: constants of the compiled kernel.</summary>
internal interface ILeftStrides
{
    /// <summary>From one row to the next.</summary>
    static abstract int RowStride { get; }

    /// <summary>From one step of the reduction to the next.</summary>
    static abstract int StepStride { get; }
}

/// <summary>Rows lie a panel line apart, steps are neighbours: activations in the forward product, weights in the input gradient.</summary>
internal readonly struct LineRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;
}

/// <summary>Rows are neighbours, steps lie a panel line apart: activations in the weight gradient.</summary>
internal readonly struct LineSteps : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => PackedLayout.PanelRows;
}
