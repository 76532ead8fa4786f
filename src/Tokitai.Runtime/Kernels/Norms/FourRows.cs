namespace Tokitai.Kernels.Norms;

/// <summary>A whole group.</summary>
internal readonly struct FourRows : IGroupRows
{
    public long Second => PackedLayout.PanelRows;

    public long Third => 2 * PackedLayout.PanelRows;

    public long Fourth => 3 * PackedLayout.PanelRows;
}
