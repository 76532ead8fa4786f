using System;

namespace Tokitai.Kernels.Norms;

/// <summary>A group of any size: the last sample stands in for those that there are not.</summary>
/// <param name="count">Samples, at least 1.</param>
internal readonly struct FewerRows(int count) : IGroupRows
{
    public long Second { get; } = Math.Min(1, count - 1) * PackedLayout.PanelRows;

    public long Third { get; } = Math.Min(2, count - 1) * PackedLayout.PanelRows;

    public long Fourth { get; } = Math.Min(3, count - 1) * PackedLayout.PanelRows;
}
