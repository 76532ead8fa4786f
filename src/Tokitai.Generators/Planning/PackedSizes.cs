namespace Tokitai.Generators.Planning;

/// <summary>
/// Sizes in the runtime's packed layout. The runtime lays every model out again when it is first used and refuses one that was
/// generated for another layout.
/// </summary>
internal static class PackedSizes
{
    /// <summary>Version of the layout, as in the runtime's PackedLayout.</summary>
    public const int LayoutVersion = 1;

    /// <summary>Features of a panel.</summary>
    public const int PanelRows = 16;

    /// <summary>Rounds a number of features up to whole panels.</summary>
    public static long RoundUp(long features) => (features + (PanelRows - 1)) / PanelRows * PanelRows;

    /// <summary>Packed floats of a linear weight.</summary>
    public static long Weight(long outputs, long inputs) => RoundUp(outputs) * inputs;
}
