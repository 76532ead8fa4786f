using System;
using System.Collections;
using System.Collections.Generic;

namespace Tokitai;

/// <summary>A router and its experts. Made by generated code; see <see cref="MixtureOfExpertsAttribute"/>.</summary>
/// <typeparam name="TExpert">The class of the experts.</typeparam>
public sealed class MixtureOfExperts<TExpert> : IReadOnlyList<TExpert>
    where TExpert : class
{
    private readonly TExpert[] _experts;

    internal MixtureOfExperts(Linear router, TExpert[] experts, int topK)
    {
        Router = router;
        _experts = experts;
        TopK = topK;
    }

    /// <summary>The router: one logit an expert.</summary>
    public Linear Router { get; }

    /// <summary>How many experts a sample is routed to.</summary>
    public int TopK { get; }

    /// <summary>How many experts there are.</summary>
    public int Count => _experts.Length;

    /// <summary>The expert at a position.</summary>
    /// <param name="index">Position from 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no expert at this position.</exception>
    public TExpert this[int index] => (uint)index < (uint)_experts.Length
        ? _experts[index]
        : throw new ArgumentOutOfRangeException(
            nameof(index), index, $"There are {_experts.Length} experts of {typeof(TExpert).Name}: valid are 0 to {_experts.Length - 1}.");

    /// <inheritdoc/>
    public IEnumerator<TExpert> GetEnumerator() => ((IEnumerable<TExpert>)_experts).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => _experts.GetEnumerator();
}
