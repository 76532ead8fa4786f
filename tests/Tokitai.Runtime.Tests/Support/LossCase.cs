using System;
using System.Linq;
using Tokitai.Simd;
using Xunit;

namespace Tokitai.Tests.Support;

/// <summary>A loss with its options and a batch for it, for tests of what all losses promise.</summary>
internal sealed class LossCase
{
    /// <summary>Rows and outputs fill whole groups of 16 and leave a rest.</summary>
    public const int Rows = 9, Outputs = 21;

    public const int Ignored = 2;

    private static readonly float[] Weights = [.. Values.Uniform(Outputs, 4).Select(w => 1.5f + w)];

    private readonly Func<Objective> _create;
    private readonly int[]? _labels;
    private readonly float[]? _values;

    private LossCase(Func<Objective> create, int[]? labels, float[]? values)
    {
        _create = create;
        _labels = labels;
        _values = values;
    }

    public static TheoryData<string> Names =>
    [
        "cross-entropy", "weighted", "smoothed", "ignoring", "weighted, smoothed, ignoring", "binary cross-entropy", "Huber",
        "mean squared error",
    ];

    public float[] Output { get; } = [.. Values.Uniform(Rows * Outputs, 1).Select(z => 5 * z)];

    public static LossCase Named(string name)
    {
        float[] values = [.. Values.Uniform(Rows * Outputs, 2).Select(t => (t + 1) / 2)];

        // Rows 1 to 3 are of the class that some cases ignore.
        int[] labels = [20, Ignored, Ignored, Ignored, 7, 0, 16, Ignored, 15];
        return name switch
        {
            "cross-entropy" => new(() => Objective.CrossEntropy(Outputs), labels, null),
            "weighted" => new(() => Objective.CrossEntropy(Outputs, classWeights: Weights), labels, null),
            "smoothed" => new(() => Objective.CrossEntropy(Outputs, 0.2f), labels, null),
            "ignoring" => new(() => Objective.CrossEntropy(Outputs, ignoreIndex: Ignored), labels, null),
            "weighted, smoothed, ignoring" => new(() => Objective.CrossEntropy(Outputs, 0.2f, Weights, Ignored), labels, null),
            "binary cross-entropy" => new(() => Objective.BinaryCrossEntropy(Outputs), null, values),
            "Huber" => new(() => Objective.Huber(Outputs, 0.7f), null, values),
            "mean squared error" => new(() => Objective.MeanSquaredError(Outputs), null, values),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, null),
        };
    }

    public Objective Create(SimdLevel level)
    {
        Objective objective = _create();
        objective.Simd = level;
        return objective;
    }

    /// <summary>The targets of some rows.</summary>
    public Targets Targets(Range rows) => _labels is null ? _values.AsSpan(Elements(rows)) : _labels.AsSpan(rows);

    /// <summary>The outputs, gradients or values of some rows.</summary>
    public static Range Elements(Range rows) => (rows.Start.GetOffset(Rows) * Outputs)..(rows.End.GetOffset(Rows) * Outputs);
}
