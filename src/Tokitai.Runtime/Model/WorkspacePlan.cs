namespace Tokitai;

/// <summary>
/// The sizes that a workspace needs for one sample, in features. Every region starts at a multiple of
/// <see cref="Kernels.PackedLayout.PanelRows"/> features.
/// </summary>
/// <param name="TrainingFeatures">Activations kept for Backward, and the regions of gradients that Backward works in.</param>
/// <param name="InferenceFeatures">Activations of a forward-only workspace.</param>
/// <param name="WidestLayer">The largest number of features of any layer, rounded up to whole panels.</param>
/// <param name="RowsPerSample">The most rows that a sample takes anywhere: 1, or in an arena the product of the k of the mixtures around it.</param>
internal readonly record struct WorkspacePlan(long TrainingFeatures, long InferenceFeatures, int WidestLayer, int RowsPerSample);
