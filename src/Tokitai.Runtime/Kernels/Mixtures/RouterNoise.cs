using Tokitai.Initialization;

namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// Gaussian noise on a router's logits in a training step: a function of (seed, step, mixture, sample of the step, expert) alone, so it is
/// the same for every batching, thread count and resumed run.
/// </summary>
/// <remarks>
/// The key of a mixture in a step is drawn from the seed as those of dropout are, from a stream of its own. Under that key, expert e
/// of sample s takes word <c>e mod 4</c> of the counter <c>(e / 4, 0, s)</c>; a word w becomes the quantile of the normal distribution at
/// <c>(w + 1/2) / 2^32</c>.
/// </remarks>
internal readonly unsafe struct RouterNoise
{
    private readonly ulong _key;
    private readonly long _firstSample;
    private readonly float _deviation;

    private RouterNoise(ulong key, long firstSample, float deviation)
    {
        _key = key;
        _firstSample = firstSample;
        _deviation = deviation;
    }

    /// <summary>The noise of a mixture in a step.</summary>
    /// <param name="seed">Seed of the run.</param>
    /// <param name="step">Number of the step.</param>
    /// <param name="firstSample">Number of the pass's first sample, counted in the step.</param>
    /// <param name="mixture">Number of the mixture among the model's.</param>
    /// <param name="deviation">Standard deviation.</param>
    public static RouterNoise Of(ulong seed, long step, long firstSample, uint mixture, float deviation)
    {
        PhiloxBlock words = Philox4x32.Generate(seed, PhiloxStream.RouterNoise, mixture, (ulong)step);
        return new RouterNoise(words.X0 | ((ulong)words.X1 << 32), firstSample, deviation);
    }

    /// <summary>Adds the noise of one sample; none if this is the default.</summary>
    /// <param name="logits">One logit an expert.</param>
    /// <param name="experts">Number of experts.</param>
    /// <param name="sample">Number of the sample in the pass.</param>
    public void Add(float* logits, int experts, int sample)
    {
        if (_deviation == 0) return;
        ulong number = (ulong)(_firstSample + sample);
        PhiloxBlock words = default;
        for (int expert = 0; expert < experts; expert++)
        {
            if (expert % 4 == 0) words = Philox4x32.Generate(new PhiloxBlock((uint)expert / 4, 0, (uint)number, (uint)(number >> 32)), _key);
            logits[expert] += (float)(_deviation * NormalQuantile.Of((words[(ulong)expert] + 0.5) / 4294967296.0));
        }
    }
}
