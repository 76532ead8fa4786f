using System;
using System.Numerics.Tensors;
using DenseVsMoe.Data;
using DenseVsMoe.Statistics;
using Tokitai;
using Tokitai.Training;

namespace DenseVsMoe.Study;

/// <summary>Judges a model on samples.</summary>
public static class Evaluation
{
    /// <summary>Samples of one pass: bounds the memory.</summary>
    private const int Portion = 1024;

    /// <summary>Computes all that is reported of a trained model.</summary>
    /// <typeparam name="TModel">The model's class.</typeparam>
    /// <param name="model">The model.</param>
    /// <param name="objective">The objective of its heads.</param>
    /// <param name="samples">The samples, at least one.</param>
    /// <returns>The score; where the loss is not finite, nothing else in it counts.</returns>
    public static Score Of<TModel>(TModel model, Objective objective, RegimeSamples samples)
        where TModel : class, IModel<TModel>
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(samples);
        using Workspace<TModel> workspace = TModel.CreateWorkspace(Math.Min(Portion, samples.Count), training: false);
        double[] losses = new double[objective.Heads.Count], share = new double[losses.Length];
        int[]? experts = TModel.Info.Mixtures.Count == 0 ? null : new int[samples.Count];
        double loss = 0;
        var metrics = new HeadMetrics(TModel.Info);
        for (int first = 0; first < samples.Count; first += Portion)
        {
            int rows = Math.Min(Portion, samples.Count - first);
            ReadOnlySpan<float> output = model.Forward(samples.Inputs.AsSpan(first * InputLayout.Inputs, rows * InputLayout.Inputs), workspace);
            ReadOnlySpan<float> targets = samples.Targets.AsSpan(first * RegimeSamples.TargetSize, rows * RegimeSamples.TargetSize);
            loss += objective.Evaluate(output, targets, stepWeight: samples.Count, headLosses: share);
            if (!double.IsFinite(loss)) break;
            TensorPrimitives.Add(losses, share, losses);
            metrics.Add(output, targets);
            if (experts is not null) LargestOfRows(workspace.RouterWeights(0), experts.AsSpan(first, rows));
        }

        ClassificationMetrics outcome = metrics["outcome"].Classification!;
        double? recovery = experts is null ? null : AdjustedMutualInformation.Of(experts, samples.Regimes);
        return new Score(loss, losses, outcome.Accuracy, outcome.MacroF1, metrics["aux"].Binary!.RocAuc, recovery);
    }

    /// <summary>The expert that weighs most in each sample.</summary>
    private static void LargestOfRows(ReadOnlySpan<float> weights, Span<int> largest)
    {
        int experts = weights.Length / largest.Length;
        for (int row = 0; row < largest.Length; row++) largest[row] = TensorPrimitives.IndexOfMax(weights.Slice(row * experts, experts));
    }
}
