using System.Runtime.CompilerServices;

namespace Tokitai.Kernels;

/// <summary>The distances, in floats, of the operand that a micro-kernel reads one float at a time: constants of the compiled kernel.</summary>
internal interface ILeftStrides
{
    /// <summary>The <see cref="ChunkLength"/> of an operand that does not hop: more than any reduction has.</summary>
    const int OneChunk = int.MaxValue - 1;

    /// <summary>From one row to the next.</summary>
    static abstract int RowStride { get; }

    /// <summary>From one step of the reduction to the next.</summary>
    static abstract int StepStride { get; }

    /// <summary>Steps of a whole chunk, an even number.</summary>
    static virtual int ChunkLength => PackedLayout.PanelRows;

    /// <summary>From one step of the right operand, which is read in vectors, to the next.</summary>
    /// <param name="width">Floats of a vector.</param>
    static virtual int RightStep(int width) => PackedLayout.PanelRows;

    /// <summary>Whether tiles ask for rows of this operand that a later tile needs, as <see cref="TileArguments.APrefetch"/> says.</summary>
    static virtual bool PrefetchesLeft => false;

    /// <summary>
    /// Whether each chunk asks, row by row and at an even pace, for the rows of the next one: they lie in the second cache level, and no processor
    /// foresees the hop.
    /// </summary>
    static virtual bool AsksForNextChunk => false;

    /// <summary>Whether the lines asked for are all rows that the next tile of this operand reads: where they come near, chunks need not ask for them again.</summary>
    static virtual bool AsksForOwnRows => false;

    /// <summary>Whether tiles ask for two lines beside the right operand every two steps, and not for one.</summary>
    static virtual bool AsksTwice => false;

    /// <summary>Whether those lines should come into the first cache level, and not only into the second: what the next tiles need, or (<see cref="ScarceLoads{TLeft}"/>) everything.</summary>
    static virtual bool AsksNear => false;

    /// <summary>Whether rows that could leave it to their multiply-adds to spread their float do so, see <see cref="TileRow"/>.</summary>
    static virtual bool FoldsRows => true;

    /// <summary>Whether sums go past the caches, to whole lines: nobody reads them soon.</summary>
    static virtual bool StreamsSums => false;
}

/// <summary>Rows lie a panel line apart, steps are neighbours: activations in the forward product.</summary>
internal readonly struct LineRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static bool PrefetchesLeft => true;

    public static bool AsksForNextChunk => true;
}

/// <summary>As <see cref="LineRows"/>, where a tile asks in two places a turn: its share of the next part has more lines than it has turns, or lies in two panels.</summary>
internal readonly struct FewLineRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static bool PrefetchesLeft => true;

    public static bool AsksTwice => true;

    public static bool AsksForNextChunk => true;
}

/// <summary>As <see cref="LineRows"/>, for weights in the input gradient, which hop from panel to panel.</summary>
internal readonly struct WeightRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static int RightStep(int width) => 2 * width;

    public static bool PrefetchesLeft => true;
}

/// <summary>As <see cref="WeightRows"/>, where no tile before this one has read the same weights.</summary>
internal readonly struct NewWeightRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static int RightStep(int width) => 2 * width;

    public static bool PrefetchesLeft => true;

    public static bool AsksForNextChunk => true;
}

/// <summary>As <see cref="NewWeightRows"/>, where a tile alone asks for the more than eight rows of a later one.</summary>
internal readonly struct FewWeightRows : ILeftStrides
{
    public static int RowStride => PackedLayout.PanelRows;

    public static int StepStride => 1;

    public static int RightStep(int width) => 2 * width;

    public static bool AsksTwice => true;

    public static bool AsksForOwnRows => true;

    public static bool AsksForNextChunk => true;
}

/// <summary>Rows are neighbours, steps lie a panel line apart: activations in the weight gradient.</summary>
internal readonly struct LineSteps : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => PackedLayout.PanelRows;

    public static int ChunkLength => ILeftStrides.OneChunk;

    public static bool AsksTwice => true;

    public static bool AsksNear => true;
}

/// <summary>As <see cref="LineSteps"/>, for a weight gradient that is too large for the caches.</summary>
internal readonly struct StreamedLineSteps : ILeftStrides
{
    public static int RowStride => 1;

    public static int StepStride => PackedLayout.PanelRows;

    public static int ChunkLength => ILeftStrides.OneChunk;

    public static bool AsksTwice => true;

    public static bool AsksNear => true;

    public static bool StreamsSums => true;
}

/// <summary>
/// Another operand's distances, for cores that are shorter of loads than of instructions: each float is loaded once. All lines that are asked for come
/// into the first cache level, also those of a later part, which will have left it for the second when they are read: measured on Zen 5, they come
/// sooner so. Whatever else an operand says, it says here, too.
/// </summary>
/// <typeparam name="TLeft">The operand.</typeparam>
internal readonly struct ScarceLoads<TLeft> : ILeftStrides
    where TLeft : ILeftStrides
{
    public static int RowStride => TLeft.RowStride;

    public static int StepStride => TLeft.StepStride;

    public static int ChunkLength => TLeft.ChunkLength;

    public static int RightStep(int width) => TLeft.RightStep(width);

    public static bool PrefetchesLeft => TLeft.PrefetchesLeft;

    public static bool AsksTwice => TLeft.AsksTwice;

    // Left to itself, the compiler takes this for too much to inline, and each turn of a tile would ask.
    public static bool AsksForNextChunk
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => TLeft.AsksForNextChunk && !TLeft.AsksForOwnRows;
    }

    public static bool AsksNear => true;

    public static bool FoldsRows => false;

    public static bool StreamsSums => TLeft.StreamsSums;
}
