using System;
using System.Collections;
using System.Collections.Generic;

namespace Tokitai.Training;

/// <summary>
/// Metrics of all heads of a model, in order of the outputs: <see cref="ClassificationMetrics"/> for cross-entropy, <see cref="BinaryMetrics"/> for binary
/// cross-entropy, <see cref="RegressionMetrics"/> for mean squared error and Huber's loss.
/// </summary>
/// <remarks>Adding allocates nothing once it has seen as many rows, except what <see cref="BinaryMetrics"/> keep. Not safe for several threads at a time.</remarks>
public sealed class HeadMetrics : IReadOnlyList<HeadMetricsEntry>
{
    private readonly ModelInfo _info;
    private readonly HeadMetricsEntry[] _entries;

    /// <summary>Starts with no rows.</summary>
    /// <param name="info">The model.</param>
    /// <exception cref="ArgumentException">The model declares no heads.</exception>
    public HeadMetrics(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        if (info.Heads.Count == 0)
        {
            throw new ArgumentException(
                $"{info.Name} has {info.OutputSize} outputs and 0 heads. Declare [Head(name, size, loss)] beside its [Model], or use the metrics of one loss by themselves, such as {nameof(ClassificationMetrics)}.",
                nameof(info));
        }

        _info = info;
        _entries = new HeadMetricsEntry[info.Heads.Count];
        for (int head = 0; head < _entries.Length; head++) _entries[head] = new HeadMetricsEntry(info.Heads[head]);
    }

    /// <summary>Number of heads.</summary>
    public int Count => _entries.Length;

    /// <summary>A head by its number.</summary>
    /// <param name="head">The number in <see cref="ModelInfo.Heads"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such head.</exception>
    public HeadMetricsEntry this[int head] => (uint)head < (uint)_entries.Length
        ? _entries[head]
        : throw new ArgumentOutOfRangeException(nameof(head), head, $"{_info.Name} has {Count} heads: valid are 0 to {Count - 1}.");

    /// <summary>A head by its name.</summary>
    /// <param name="name">The name in its declaration.</param>
    /// <exception cref="KeyNotFoundException">There is no such head.</exception>
    public HeadMetricsEntry this[string name]
    {
        get
        {
            foreach (HeadMetricsEntry entry in _entries)
            {
                if (entry.Head.Name == name) return entry;
            }

            string names = string.Join(", ", Array.ConvertAll(_entries, entry => $"'{entry.Head.Name}'"));
            throw new KeyNotFoundException($"{_info.Name} has no head '{name}': its heads are {names}.");
        }
    }

    /// <summary>Adds the rows of a batch to the metrics of all heads. Where it throws, it has counted none of them.</summary>
    /// <param name="output">Outputs of the model, row-major <c>[rows, OutputSize]</c>.</param>
    /// <param name="targets">
    /// Targets of all heads, <c>[rows, TargetSize]</c>, as <see cref="Objective.FromHeads"/> takes them: a label as a whole number for cross-entropy, else a value for each output.
    /// </param>
    /// <exception cref="ArgumentException">The outputs are no whole rows, or there are not as many targets.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is no class, or a target not valid for its loss; the message has row and head.</exception>
    /// <exception cref="NotFiniteNumberException">An output is NaN; the message has row, column and head.</exception>
    public void Add(ReadOnlySpan<float> output, ReadOnlySpan<float> targets)
    {
        MatrixColumns outputs = MetricInput.Rows(output, _info.OutputSize, nameof(output));
        MetricInput.RequireRows(outputs.Rows, targets.Length, _info.TargetSize, nameof(targets));
        foreach (HeadMetricsEntry entry in _entries) entry.Check(output, _info.OutputSize, targets, _info.TargetSize);
        foreach (HeadMetricsEntry entry in _entries) entry.Count(output, _info.OutputSize, targets, _info.TargetSize);
    }

    /// <summary>Forgets all rows.</summary>
    public void Reset()
    {
        foreach (HeadMetricsEntry entry in _entries) entry.Reset();
    }

    /// <summary>The heads in order of the outputs.</summary>
    public IEnumerator<HeadMetricsEntry> GetEnumerator() => ((IEnumerable<HeadMetricsEntry>)_entries).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
