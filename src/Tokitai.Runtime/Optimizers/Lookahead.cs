using System.Runtime.CompilerServices;
using Tokitai.Kernels;

namespace Tokitai.Optimizers;

/// <summary>
/// What an update asks memory for while it computes: one line of each array for one line of its own. Memory answers an even trickle while the
/// arithmetic goes on; a burst of requests fills the queues of the core, which then waits for the first of them.
/// </summary>
/// <param name="Distance">Floats from the run that is updated to the one that is asked for.</param>
/// <param name="Step">
/// How far the asking goes on for a line of 16 floats: 16 asks for a run of the same length, less for the beginning of one; 0 for nothing.
/// </param>
/// <param name="Parameters">Whether parameters are asked for, too, and not the state alone: where nobody has just read them.</param>
internal readonly record struct Lookahead(long Distance, int Step, bool Parameters)
{
    /// <summary>Nothing is asked for.</summary>
    public static Lookahead None => default;

    /// <summary>
    /// A long run from memory, its gradient included, asks for its own later lines: worth while where a line takes much arithmetic; processors foresee
    /// the rest.
    /// </summary>
    public static Lookahead Stream => new(0, PackedLayout.PanelRows, Parameters: true);

    /// <summary>Whether it is <see cref="Stream"/>.</summary>
    public bool IsStream => Distance == 0 && Step != 0;

    /// <summary>Whether lines of the state are asked for.</summary>
    public bool AsksForState => Distance != 0 && Step != 0;

    /// <summary>Whether lines of the parameters are asked for.</summary>
    public bool AsksForParameters => AsksForState && Parameters;

    /// <summary>Where in an array of the state, or in the parameters, the asking begins.</summary>
    /// <param name="run">The run that is updated.</param>
    public unsafe byte* Begin(float* run) => (byte*)(run + Distance);

    /// <summary>How far the asking goes on for a vector, in bytes: whole numbers at every width.</summary>
    /// <param name="width">Floats of a vector.</param>
    public long BytesPerVector(int width) => (long)Step * width * sizeof(float) / PackedLayout.PanelRows;

    /// <summary>Asks for a line, and goes on.</summary>
    /// <param name="asked">Anywhere in the line; where the next asking is, afterwards.</param>
    /// <param name="bytes">See <see cref="BytesPerVector"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe void Ask(ref byte* asked, long bytes)
    {
        Prefetch.Line((float*)asked);
        asked += bytes;
    }
}
