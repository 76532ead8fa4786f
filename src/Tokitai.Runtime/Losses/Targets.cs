using System;

namespace Tokitai;

/// <summary>
/// What outputs are compared with: one class label a row, or one value an output. Made implicitly from arrays and spans of
/// <see cref="int"/> and <see cref="float"/>.
/// </summary>
public readonly ref struct Targets
{
    private Targets(ReadOnlySpan<int> labels, ReadOnlySpan<float> values, bool areLabels)
    {
        Labels = labels;
        Values = values;
        AreLabels = areLabels;
    }

    /// <summary>Whether the targets are labels, not values.</summary>
    public bool AreLabels { get; }

    /// <summary>Number of labels or values.</summary>
    public int Length => AreLabels ? Labels.Length : Values.Length;

    internal ReadOnlySpan<int> Labels { get; }

    internal ReadOnlySpan<float> Values { get; }

    /// <summary>Class labels, one a row: from 0, or the index that the objective ignores.</summary>
    /// <param name="labels">The labels.</param>
    public static implicit operator Targets(ReadOnlySpan<int> labels) => new(labels, default, areLabels: true);

    /// <summary>Class labels, one a row: from 0, or the index that the objective ignores.</summary>
    /// <param name="labels">The labels.</param>
    public static implicit operator Targets(Span<int> labels) => new(labels, default, areLabels: true);

    /// <summary>Class labels, one a row: from 0, or the index that the objective ignores.</summary>
    /// <param name="labels">The labels.</param>
    public static implicit operator Targets(int[] labels) => new(labels, default, areLabels: true);

    /// <summary>Values, row-major, one for each output of each row.</summary>
    /// <param name="values">The values.</param>
    public static implicit operator Targets(ReadOnlySpan<float> values) => new(default, values, areLabels: false);

    /// <summary>Values, row-major, one for each output of each row.</summary>
    /// <param name="values">The values.</param>
    public static implicit operator Targets(Span<float> values) => new(default, values, areLabels: false);

    /// <summary>Values, row-major, one for each output of each row.</summary>
    /// <param name="values">The values.</param>
    public static implicit operator Targets(float[] values) => new(default, values, areLabels: false);
}
