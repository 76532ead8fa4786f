namespace Tokitai.Kernels.Mixtures;

/// <summary>Rows of activation panels.</summary>
/// <param name="first">The first row in the first panel.</param>
/// <param name="panelFloats">Floats from one panel to the next.</param>
internal readonly unsafe struct PanelLines(float* first, long panelFloats)
{
    /// <summary>The 16 features of a row in a panel.</summary>
    public float* Line(int panel, int row) => first + (panel * panelFloats) + ((long)row * PackedLayout.PanelRows);
}
