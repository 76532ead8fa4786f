namespace Tokitai.Kernels;

/// <summary>
/// The samples that a kernel works on, and how far panels of their activations lie apart. A whole batch has its panels for itself; a
/// window is some rows of panels whose other rows belong to others.
/// </summary>
/// <param name="Count">Number of samples; 0 leaves nothing to do, except that gradients of parameters are then sums of nothing.</param>
/// <param name="Stride">Samples from one panel of activations to the next.</param>
/// <param name="IsWhole">
/// Whether everything from the first panel to the last is the batch's own, so that elementwise kernels may go through it in one run. The
/// numbers alone do not tell: a window may start at any row.
/// </param>
internal readonly record struct BatchRows(int Count, int Stride, bool IsWhole)
{
    /// <summary>Floats from one panel of activations to the next.</summary>
    public long PanelFloats => (long)Stride * PackedLayout.PanelRows;

    /// <summary>A whole batch, with its panels as close as <see cref="PackedLayout.BatchStride"/> lets them lie.</summary>
    public static implicit operator BatchRows(int batch) => Dense(batch);

    /// <summary>A whole batch, with its panels as close as <see cref="PackedLayout.BatchStride"/> lets them lie.</summary>
    public static BatchRows Dense(int batch) => new(batch, PackedLayout.BatchStride(batch), true);

    /// <summary>Some rows of panels that they share with others.</summary>
    public static BatchRows Window(int count, int stride) => new(count, stride, false);
}
