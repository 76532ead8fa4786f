using System;

namespace Tokitai.Kernels;

internal static unsafe class PanelCopy
{
    public static void FromRows(ReadOnlySpan<float> rows, int features, int batch, float* panels) => throw new NotImplementedException(); public static void ToRows(float* panels, int features, int batch, Span<float> rows) => throw new NotImplementedException();
}
