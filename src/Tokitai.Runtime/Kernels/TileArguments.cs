namespace Tokitai.Kernels;

/// <summary>
/// The operands of one micro-kernel call. All distances are in floats. The reduction runs over <see cref="Length"/> steps in
/// chunks of <see cref="ILeftStrides.ChunkLength"/>: the left operand hops from one to the next, the right one goes on.
/// </summary>
internal unsafe struct TileArguments
{
    /// <summary>The operand that is read one float at a time; its strides inside a chunk come from <see cref="ILeftStrides"/>.</summary>
    public float* A;

    /// <summary>From one chunk of <see cref="A"/> to the next.</summary>
    public long AChunk;

    /// <summary>
    /// From the rows of <see cref="A"/> in a chunk to the first row that a later tile reads and that is asked for meanwhile, see
    /// <see cref="APrefetchRows"/>.
    /// </summary>
    public long APrefetch;

    /// <summary>Rows that each chunk of <see cref="A"/> asks for at its start; 0 for none. (A tile of one vector always asks for its own number, one a turn.)</summary>
    public int APrefetchRows;

    /// <summary>The operand that is read in vectors, its steps one behind the other.</summary>
    public float* B;

    /// <summary>From one vector of <see cref="B"/> to the next; 0 repeats the first where there is no second.</summary>
    public long BVector;

    /// <summary>
    /// The lines that the first chunk asks for because a later tile reads them: one every two steps, or two
    /// (<see cref="ILeftStrides.AsksTwice"/>). A hint, which may name any address.
    /// </summary>
    public float* Asked;

    /// <summary>From the first to the second line of those that are asked for together, where there are two.</summary>
    public long AskedPair;

    /// <summary>From what one chunk asks for to what the next one does.</summary>
    public long AskedChunk;

    /// <summary>How far the asking goes on in two steps, in floats: any pace, which may ask for a line again; 0 stays where it is.</summary>
    public long AskedStep;

    /// <summary>Number of steps of the reduction, at least 1.</summary>
    public int Length;

    /// <summary>What the sums start from: zeros, a bias, or what earlier steps have summed up.</summary>
    public float* Init;

    /// <summary>From one row of <see cref="Init"/> to the next; 0 for a bias or zeros.</summary>
    public long InitRow;

    /// <summary>From one vector of <see cref="Init"/> to the next.</summary>
    public long InitVector;

    /// <summary>Receives the sums; may be the same memory as <see cref="Init"/>.</summary>
    public float* C;

    /// <summary>From one row of <see cref="C"/> to the next.</summary>
    public long CRow;

    /// <summary>From one vector of <see cref="C"/> to the next; 0 where there is no second.</summary>
    public long CVector;

    /// <summary>Rows to store, from 1 to the kernel's own number.</summary>
    public int Rows;
}
