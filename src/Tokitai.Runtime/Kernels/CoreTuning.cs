using Tokitai.Simd;

namespace Tokitai.Kernels;

/// <summary>
/// What suits the cores of this processor, as far as the sizes of its caches do not say it (<see cref="ProcessorCaches"/>). It decides speed only,
/// never a bit of a result.
/// </summary>
internal sealed record CoreTuning
{
    /// <summary>The second cache level that <see cref="FewLoads"/> was measured with: where it is smaller, long parts leave no room for anything else.</summary>
    private const int LongPartsLevel = 1 << 20;

    /// <summary>For cores that are short of instructions before they are short of loads: measured on Intel's Emerald Rapids, and taken where nobody has measured.</summary>
    public static CoreTuning FewInstructions { get; } = new()
    {
        LoadsAreScarce = false,
        HasLongParts = false,
        VisitEighths = 3,
        StreamsResults = true,
        StreamsUpdates = false,
        NormsAskNear = false,
        NormBlockRows = 16,
        LaneSamples = 1.14f,
    };

    /// <summary>
    /// For AMD's Zen 5: eight instructions a cycle, of which two may load a vector; a second cache level that streams as fast as the multiply-adds read;
    /// stores past the caches that hold up the others behind them; lines that come sooner if asked into the first level, whoever reads them last.
    /// </summary>
    public static CoreTuning FewLoads { get; } = new()
    {
        LoadsAreScarce = true,
        HasLongParts = true,
        VisitEighths = 4,
        StreamsResults = false,
        StreamsUpdates = true,
        NormsAskNear = true,
        NormBlockRows = 32,
        LaneSamples = 1.12f,
    };

    /// <summary>The one in use. Tests choose others.</summary>
    public static CoreTuning Current { get; internal set; } =
        ProcessorDesign.IsZen5 && ProcessorCaches.SecondLevel >= LongPartsLevel ? FewLoads : FewInstructions;

    /// <summary>Whether tiles spend an instruction where it spares a load, and ask for all lines into the first cache level (<see cref="ScarceLoads{TLeft}"/>).</summary>
    public required bool LoadsAreScarce { get; init; }

    /// <summary>Whether the weights of a product stream from the second cache level, and not in parts that stay in the first.</summary>
    public required bool HasLongParts { get; init; }

    /// <summary>Eighths of the second cache level that the inputs of a visit may take.</summary>
    public required int VisitEighths { get; init; }

    /// <summary>
    /// Whether large gradients of weights and results of activations go past the caches. Otherwise each line is read before it is written. (Norms and
    /// cross-entropy, which send lines out between other work, stream everywhere.)
    /// </summary>
    public required bool StreamsResults { get; init; }

    /// <summary>
    /// Whether updated parameters and moments go past the caches where several threads have read the parameters. A line that two cores have read takes
    /// each store of one of them a question to the other, which lasts where cores share no cache. Measured with two such cores of Zen 5.
    /// </summary>
    public required bool StreamsUpdates { get; init; }

    /// <summary>Whether norms from memory ask for samples into the first cache level.</summary>
    public required bool NormsAskNear { get; init; }

    /// <summary>
    /// The most samples of a block of a norm whose results go past the caches, whole groups (<see cref="Norms.RowGroup"/>): 16 have 1 KB of a panel, 32 have 2 KB. Memory
    /// likes long runs, but three blocks lie in the second cache level at a time.
    /// </summary>
    public required int NormBlockRows { get; init; }

    /// <summary>
    /// What a lane of an input gradient takes whose dy and dx are transposed, in the time of a sample of the forward product (<see cref="WeightTransposition"/>): both wander
    /// through more caches.
    /// </summary>
    public required float LaneSamples { get; init; }

    /// <summary>Whether gradients of weights, or a result of an activation, go past the caches.</summary>
    /// <param name="floats">Their length.</param>
    public bool Streams(long floats) => StreamsResults && ProcessorCaches.Overflows(floats);
}
