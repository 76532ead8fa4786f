using System;

namespace Tokitai.Losses;

/// <summary>The checked options of a cross-entropy, and what labels weigh by them. Immutable.</summary>
internal sealed class CrossEntropyOptions
{
    private readonly float[]? _weights;
    private readonly float[]? _spread;

    /// <summary>The ignored label, unless told otherwise: PyTorch's.</summary>
    public const int DefaultIgnoreIndex = -100;

    public CrossEntropyOptions(
        int classes, float labelSmoothing = 0, ReadOnlySpan<float> classWeights = default, int ignoreIndex = DefaultIgnoreIndex)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        if (!(labelSmoothing is >= 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(
                nameof(labelSmoothing), labelSmoothing, "The label smoothing must lie between 0 and 1.");
        }

        Classes = classes;
        Smoothing = labelSmoothing;
        IgnoreIndex = ignoreIndex;
        if (!classWeights.IsEmpty)
        {
            CheckWeights(classes, classWeights);
            _weights = classWeights.ToArray();
        }

        if (labelSmoothing == 0) return;
        _spread = _weights;
        if (_spread is null)
        {
            _spread = new float[classes];
            Array.Fill(_spread, 1);
        }

        foreach (float weight in _spread) SpreadSum += weight;
    }

    public int Classes { get; }

    public float Smoothing { get; }

    public int IgnoreIndex { get; }

    /// <summary>What smoothing is spread over: the class weights or ones; empty without smoothing.</summary>
    public ReadOnlySpan<float> Spread => _spread;

    /// <summary>The sum of <see cref="Spread"/>.</summary>
    public double SpreadSum { get; }

    /// <summary>The weight of a class.</summary>
    public double WeightOf(int label) => _weights is null ? 1 : _weights[label];

    /// <summary>The sum of the weights of the labels that count, in order; throws on a label that is no class.</summary>
    public double Weigh(ReadOnlySpan<int> labels)
    {
        double sum = 0;
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row];
            if (label == IgnoreIndex) continue;
            if ((uint)label >= (uint)Classes)
            {
                throw new ArgumentOutOfRangeException(
                    "targets", label, $"Row {row} has label {label}: valid are 0 to {Classes - 1}, and {IgnoreIndex} for a row to ignore.");
            }

            sum += WeightOf(label);
        }

        return sum;
    }

    private static void CheckWeights(int classes, ReadOnlySpan<float> classWeights)
    {
        if (classWeights.Length != classes)
        {
            throw new ArgumentException($"There are {classWeights.Length} class weights, but {classes} classes.", nameof(classWeights));
        }

        for (int i = 0; i < classes; i++)
        {
            if (!float.IsFinite(classWeights[i]) || classWeights[i] < 0)
            {
                throw new ArgumentOutOfRangeException(
                    nameof(classWeights), classWeights[i], $"Class {i} has the weight {classWeights[i]}: it must be finite and not negative.");
            }
        }

        if (!classWeights.ContainsAnyExcept(0f))
        {
            throw new ArgumentException($"All {classes} class weights are 0: no row would count.", nameof(classWeights));
        }
    }
}
