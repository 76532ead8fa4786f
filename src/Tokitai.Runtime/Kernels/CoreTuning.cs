using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// What suits the cores of this processor, as far as the sizes of its caches do not say it (<see cref="ProcessorCaches"/>). It decides speed only,
/// never a bit of a result.
/// </summary>
internal sealed record CoreTuning
{
    /// <summary>For cores that are short of instructions before they are short of loads: Intel's, measured on Emerald Rapids, and all others.</summary>
    public static CoreTuning FewInstructions { get; } = new()
    {
        LoadsAreScarce = false, HasLongParts = false, VisitEighths = 3, StreamsResults = true, NormsAskNear = false,
    };

    /// <summary>
    /// For AMD's cores, measured on Zen 5: eight instructions a cycle, of which two may load a vector; a second cache level that streams as fast as the
    /// multiply-adds read; stores past the caches that hold up the others behind them.
    /// </summary>
    public static CoreTuning FewLoads { get; } = new()
    {
        LoadsAreScarce = true, HasLongParts = true, VisitEighths = 4, StreamsResults = false, NormsAskNear = true,
    };

    /// <summary>The one in use. Tests choose others.</summary>
    public static CoreTuning Current { get; internal set; } = ProcessorCaches.IsAmd ? FewLoads : FewInstructions;

    /// <summary>Whether tiles spend an instruction where it spares a load, and ask for lines in fewer places (<see cref="ScarceLoads{TLeft}"/>).</summary>
    public required bool LoadsAreScarce { get; init; }

    /// <summary>Whether the weights of a product stream from the second cache level, and not in parts that stay in the first.</summary>
    public required bool HasLongParts { get; init; }

    /// <summary>Eighths of the second cache level that the inputs of a visit may take.</summary>
    public required int VisitEighths { get; init; }

    /// <summary>Whether large results of products and activations go past the caches. Otherwise each line is read before it is written.</summary>
    public required bool StreamsResults { get; init; }

    /// <summary>Whether norms from memory ask for samples into the first cache level, where they come sooner than into the second.</summary>
    public required bool NormsAskNear { get; init; }

    /// <summary>Whether a result of a product or an activation goes past the caches.</summary>
    /// <param name="floats">Its length.</param>
    public bool Streams(long floats) => StreamsResults && ProcessorCaches.Overflows(floats);
}
