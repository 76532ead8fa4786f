using System;
using Tokitai;

namespace DenseVsMoe.Study;

/// <summary>Interim.</summary>
public static class RouterUsage
{
    /// <summary>Interim.</summary>
    public static (double[] Share, double Entropy) Of<TModel>(Workspace<TModel> workspace)
        where TModel : class, IModel<TModel>
    {
        if (TModel.Info.Mixtures.Count == 0) return ([1.0], 0);
        int experts = TModel.Info.Mixtures[0].Experts;
        ReadOnlySpan<float> weights = workspace.RouterWeights(0);
        var share = new double[experts];
        double entropy = 0;
        int chosen = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            if (weights[i] == 0) continue;
            share[i % experts]++;
            chosen++;
            entropy -= weights[i] * Math.Log(weights[i]);
        }

        for (int i = 0; i < experts; i++) share[i] /= chosen;
        return (share, entropy / (weights.Length / experts));
    }
}
