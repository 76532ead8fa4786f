using System;
using System.Numerics.Tensors;

namespace Tokitai.Kernels.Mixtures;

/// <summary>Rows of activation panels.</summary>
/// <param name="first">The first row in the first panel.</param>
/// <param name="panelFloats">Floats from one panel to the next.</param>
internal readonly unsafe struct PanelLines(float* first, long panelFloats)
{
    /// <summary>The 16 features of a row in a panel.</summary>
    public float* Line(int panel, int row) => first + (panel * panelFloats) + ((long)row * PackedLayout.PanelRows);

    /// <summary>Whether the first rows hold neither NaN nor infinity; what fills the last panel does not count.</summary>
    /// <param name="features">Features of a row.</param>
    /// <param name="rows">Number of rows.</param>
    public bool AreFinite(int features, int rows)
    {
        int whole = features / PackedLayout.PanelRows, rest = features % PackedLayout.PanelRows;
        for (int panel = 0; panel < whole; panel++)
        {
            if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<float>(Line(panel, 0), rows * PackedLayout.PanelRows))) return false;
        }

        for (int row = 0; rest > 0 && row < rows; row++)
        {
            if (!TensorPrimitives.IsFiniteAll(new ReadOnlySpan<float>(Line(whole, row), rest))) return false;
        }

        return true;
    }
}
