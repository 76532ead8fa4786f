using System;
using System.Collections;
using System.Collections.Generic;

namespace Tokitai.Training;

/// <summary>
/// How the mixtures of a model use their experts, over all passes since the last <see cref="Reset"/>. A dense model counts as one mixture of one expert with weight 1, so that
/// the same code watches both families.
/// </summary>
/// <remarks>Adding allocates nothing. Not safe for several threads at a time.</remarks>
public sealed class RouterMetrics : IReadOnlyList<MixtureUsage>
{
    /// <summary>What stands in the place of a mixture's path for a dense model.</summary>
    private const string DenseName = "dense";

    private readonly ModelInfo _info;
    private readonly MixtureUsage[] _usages;

    /// <summary>Starts with no rows.</summary>
    /// <param name="info">The model.</param>
    public RouterMetrics(ModelInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        _info = info;
        _usages = new MixtureUsage[Math.Max(1, info.Mixtures.Count)];
        if (info.Mixtures.Count == 0) _usages[0] = new MixtureUsage(DenseName, experts: 1, topK: 1);
        for (int i = 0; i < info.Mixtures.Count; i++)
        {
            MixtureInfo mixture = info.Mixtures[i];
            _usages[i] = new MixtureUsage(mixture.Name, mixture.Experts, mixture.TopK);
        }
    }

    /// <summary>Number of mixtures; 1 for a dense model.</summary>
    public int Count => _usages.Length;

    /// <summary>A mixture by its number in <see cref="ModelInfo.Mixtures"/>; 0 is the one of a dense model.</summary>
    /// <param name="mixture">The number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such mixture.</exception>
    public MixtureUsage this[int mixture] => (uint)mixture < (uint)_usages.Length
        ? _usages[mixture]
        : throw new ArgumentOutOfRangeException(nameof(mixture), mixture, $"The metrics of {_info.Name} have {Count} mixtures: valid are 0 to {Count - 1}.");

    /// <summary>Adds what the last Forward on a workspace has routed. A second call adds it again.</summary>
    /// <typeparam name="TModel">The model.</typeparam>
    /// <param name="workspace">The workspace; Forward has run on it, and its next pass has not begun.</param>
    /// <exception cref="ArgumentException">The workspace belongs to another model than the metrics.</exception>
    /// <exception cref="InvalidOperationException">No Forward has run on the workspace.</exception>
    public void Add<TModel>(Workspace<TModel> workspace)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(workspace);
        if (!ReferenceEquals(TModel.Info, _info))
        {
            throw new ArgumentException($"These are metrics of {_info.Name}, but the workspace is one of {TModel.Info.Name}.", nameof(workspace));
        }

        if (workspace.Batch == 0) throw new InvalidOperationException($"No Forward of {_info.Name} has run on this workspace: nothing has been routed.");
        if (_info.Mixtures.Count == 0) _usages[0].AddDense(workspace.Batch);
        for (int i = 0; i < _info.Mixtures.Count; i++) _usages[i].Add(workspace.RouterWeights(i));
    }

    /// <summary>Forgets all rows.</summary>
    public void Reset()
    {
        foreach (MixtureUsage usage in _usages) usage.Reset();
    }

    /// <summary>The mixtures in the order of execution.</summary>
    public IEnumerator<MixtureUsage> GetEnumerator() => ((IEnumerable<MixtureUsage>)_usages).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
