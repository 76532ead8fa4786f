using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;

namespace Tokitai.Training;

/// <summary>The scores of one yes/no output, kept apart by the true answer, and the area under their ROC curve.</summary>
internal sealed class RankedScores
{
    private readonly List<float> _positives = [];
    private readonly List<float> _negatives = [];
    private bool _isSorted;

    public void Add(float score, bool isPositive)
    {
        (isPositive ? _positives : _negatives).Add(score);
        _isSorted = false;
    }

    /// <summary>Forgets the scores and keeps the memory.</summary>
    public void Clear()
    {
        _positives.Clear();
        _negatives.Clear();
    }

    /// <summary>
    /// The share of the pairs of a positive and a negative row in which the positive one has the larger score, equal ones counted half: the
    /// statistic U of Mann and Whitney over the number of pairs. Twice U is a whole number and is summed as one, so only the quotient rounds.
    /// </summary>
    public double RocAuc()
    {
        if (_positives.Count == 0 || _negatives.Count == 0) return double.NaN;
        if (!_isSorted)
        {
            _positives.Sort();
            _negatives.Sort();
            _isSorted = true;
        }

        ReadOnlySpan<float> negatives = CollectionsMarshal.AsSpan(_negatives);
        int below = 0, notAbove = 0;
        ulong twice = 0; // At most 2 * 2^31 * 2^31.
        foreach (float score in CollectionsMarshal.AsSpan(_positives))
        {
            while (below < negatives.Length && negatives[below] < score) below++;
            while (notAbove < negatives.Length && negatives[notAbove] <= score) notAbove++;
            twice += (ulong)below + (ulong)notAbove;
        }

        return twice / (2.0 * _positives.Count * _negatives.Count);
    }
}
