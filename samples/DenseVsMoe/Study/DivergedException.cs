using System;

namespace DenseVsMoe.Study;

/// <summary>A run whose numbers did not stay finite.</summary>
/// <param name="key">The run.</param>
/// <param name="where">Where it was found out, such as <c>in step 17</c>.</param>
/// <param name="inner">What was thrown first, if anything.</param>
public sealed class DivergedException(RunKey key, string where, Exception? inner = null)
    : Exception($"The run diverged {where}: {key}.", inner);
