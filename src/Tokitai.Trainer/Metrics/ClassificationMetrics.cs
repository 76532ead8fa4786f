using System;
using System.Numerics.Tensors;

namespace Tokitai.Training;

/// <summary>
/// Accuracy and macro-F1 of class predictions, over all rows since the last <see cref="Reset"/>. The prediction of a row is the class of its largest
/// logit, of equal ones the lower index.
/// </summary>
/// <remarks>
/// <para>With <c>TP_c</c> the rows of class c that are predicted as c, <c>L_c</c> the rows labelled c and <c>P_c</c> those predicted as c:
/// accuracy is <c>sum_c TP_c / rows</c>; <c>F1_c = 2 TP_c / (L_c + P_c)</c>, the harmonic mean of precision <c>TP_c / P_c</c> and recall
/// <c>TP_c / L_c</c>; macro-F1 is the mean of <c>F1_c</c> over the classes with <c>L_c + P_c > 0</c>. These are scikit-learn's
/// <c>accuracy_score</c> and <c>f1_score(average='macro', zero_division=0)</c>.</para>
/// <para>Counts are whole numbers, so rows may come in any order and in batches of any size. Adding allocates nothing. Not safe for several threads at a time.</para>
/// </remarks>
public sealed class ClassificationMetrics
{
    private readonly int? _ignoredIndex;
    private readonly long[] _labelled;
    private readonly long[] _predicted;
    private readonly long[] _correct;

    /// <summary>Starts with no rows.</summary>
    /// <param name="classes">Number of classes: logits of a row.</param>
    /// <param name="ignoredIndex">The label of rows to leave out, such as the <c>ignoreIndex</c> of <see cref="Objective.CrossEntropy"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no class.</exception>
    public ClassificationMetrics(int classes, int? ignoredIndex = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 1);
        Classes = classes;
        _ignoredIndex = ignoredIndex;
        _labelled = new long[classes];
        _predicted = new long[classes];
        _correct = new long[classes];
    }

    /// <summary>Number of classes.</summary>
    public int Classes { get; }

    /// <summary>Number of rows that count: without ignored ones.</summary>
    public long Rows { get; private set; }

    /// <summary>Share of the rows whose prediction is their label; NaN without rows.</summary>
    public double Accuracy => (double)TensorPrimitives.Sum<long>(_correct) / Rows;

    /// <summary>Mean of F1 over the classes that appear among labels or predictions; NaN without rows.</summary>
    public double MacroF1
    {
        get
        {
            double sum = 0;
            int present = 0;
            for (int label = 0; label < Classes; label++)
            {
                if (_labelled[label] + _predicted[label] == 0) continue;
                sum += F1Of(label);
                present++;
            }

            return sum / present;
        }
    }

    /// <summary>F1 of a class; NaN for a class that appears neither among labels nor among predictions.</summary>
    /// <param name="label">The class, from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such class.</exception>
    public double F1Of(int label) => (uint)label < (uint)Classes
        ? 2.0 * _correct[label] / (_labelled[label] + _predicted[label])
        : throw new ArgumentOutOfRangeException(nameof(label), label, $"There are {Classes} classes: valid are 0 to {Classes - 1}.");

    /// <summary>Adds the rows of a batch. Where it throws, it has counted none of them.</summary>
    /// <param name="logits">Outputs, row-major <c>[rows, classes]</c>: logits or probabilities; infinities have their place in the order.</param>
    /// <param name="labels">The labels <c>[rows]</c>, from 0, or the ignored index.</param>
    /// <exception cref="ArgumentException">The logits are no whole rows, or there are not as many labels.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class; the message has row and label.</exception>
    /// <exception cref="NotFiniteNumberException">A logit of a row that counts is NaN; the message has row and column.</exception>
    public void Add(ReadOnlySpan<float> logits, ReadOnlySpan<int> labels)
    {
        MatrixColumns outputs = MetricInput.Rows(logits, Classes, nameof(logits));
        MetricInput.RequireRows(outputs.Rows, labels.Length, 1, nameof(labels));
        Check(outputs, labels, head: null);
        Count(outputs, labels);
    }

    /// <summary>Forgets all rows.</summary>
    public void Reset()
    {
        Array.Clear(_labelled);
        Array.Clear(_predicted);
        Array.Clear(_correct);
        Rows = 0;
    }

    internal void Check(MatrixColumns outputs, ReadOnlySpan<int> labels, string? head)
    {
        for (int row = 0; row < labels.Length; row++)
        {
            if (labels[row] == _ignoredIndex) continue;
            if ((uint)labels[row] >= (uint)Classes)
            {
                string ignored = _ignoredIndex is int index ? $", and {index} for a row to ignore" : "";
                throw new ArgumentOutOfRangeException(
                    nameof(labels), labels[row], $"Row {row} has the label {labels[row]}{MetricInput.Of(head)}: valid are 0 to {Classes - 1}{ignored}.");
            }

            MetricInput.RequireNumbers(outputs[row], row, head);
        }
    }

    internal void Count(MatrixColumns outputs, ReadOnlySpan<int> labels)
    {
        for (int row = 0; row < labels.Length; row++)
        {
            int label = labels[row];
            if (label == _ignoredIndex) continue;

            // Not IndexOfMax: it takes 0 for larger than -0, and those are equal logits.
            int prediction = outputs[row].IndexOf(TensorPrimitives.Max(outputs[row]));
            _labelled[label]++;
            _predicted[prediction]++;
            if (prediction == label) _correct[label]++;
            Rows++;
        }
    }
}
