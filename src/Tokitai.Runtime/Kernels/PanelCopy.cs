using System;

namespace Tokitai.Kernels;

/// <summary>Copies between the row-major memory of users and panels of activations.</summary>
internal static unsafe class PanelCopy
{
    private const int Features = PackedLayout.PanelRows;

    /// <summary>Row-major <c>[batch, features]</c> to panels; the padding of the last panel becomes 0.</summary>
    public static void FromRows(ReadOnlySpan<float> rows, int features, BatchRows batch, float* panels)
    {
        for (int sample = 0; sample < batch.Count; sample++)
        {
            ReadOnlySpan<float> row = rows.Slice(sample * features, features);
            float* line = panels + (sample * Features);
            for (int feature = 0; feature < features; feature += Features, line += batch.PanelFloats)
            {
                ReadOnlySpan<float> part = row[feature..Math.Min(features, feature + Features)];
                var destination = new Span<float>(line, Features);
                part.CopyTo(destination);
                destination[part.Length..].Clear();
            }
        }
    }

    /// <summary>Panels to row-major <c>[batch, features]</c>.</summary>
    public static void ToRows(float* panels, int features, BatchRows batch, Span<float> rows)
    {
        for (int sample = 0; sample < batch.Count; sample++)
        {
            Span<float> row = rows.Slice(sample * features, features);
            float* line = panels + (sample * Features);
            for (int feature = 0; feature < features; feature += Features, line += batch.PanelFloats)
            {
                new ReadOnlySpan<float>(line, Math.Min(Features, features - feature)).CopyTo(row[feature..]);
            }
        }
    }
}
