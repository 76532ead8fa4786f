using System;
using Tokitai;

namespace DenseVsMoe.Data;

/// <summary>
/// The law behind the data. A projection takes the inputs x to z = P x, with 8 components; a linear rule R x picks one of four
/// regimes by its largest value. In regime e the outcome, one of 12 classes, follows softmax(A[e] z + b[e]), and each of 8 binary
/// targets is 1 with probability sigmoid(B[e] z + c[e]). P, R, A, b, B and c are drawn from the seed and then fixed.
/// </summary>
/// <remarks>
/// P x and R x are shifted and scaled to mean 0 and variance 1 over the inputs, so that all regimes occur about equally often. Logits then
/// have standard deviation 2: far from certainty and far from chance.
/// </remarks>
public sealed class RegimeTask
{
    /// <summary>Number of regimes.</summary>
    public const int Regimes = 4;

    /// <summary>Components of the projection z.</summary>
    public const int Features = 8;

    /// <summary>Classes of the outcome.</summary>
    public const int Outcomes = 12;

    /// <summary>Auxiliary binary targets.</summary>
    public const int Auxiliaries = 8;

    /// <summary>Standard deviation of the logits, and of the offsets b and c.</summary>
    private const double LogitDeviation = 2, OffsetDeviation = 0.5;

    private readonly RandomAffine _projection, _rule;
    private readonly RandomAffine[] _outcomes = new RandomAffine[Regimes], _auxiliaries = new RandomAffine[Regimes];

    /// <summary>Draws the law.</summary>
    /// <param name="seed">Decides all of its numbers.</param>
    public RegimeTask(ulong seed)
    {
        var random = new PhiloxRandom(seed, (uint)SampleStream.Task);
        _projection = RandomAffine.Standardised(random, Features);
        _rule = RandomAffine.Standardised(random, Regimes);
        for (int regime = 0; regime < Regimes; regime++)
        {
            _outcomes[regime] = RandomAffine.Scaled(random, Features, Outcomes, LogitDeviation, OffsetDeviation);
            _auxiliaries[regime] = RandomAffine.Scaled(random, Features, Auxiliaries, LogitDeviation, OffsetDeviation);
        }
    }

    /// <summary>What holds for a sample: its regime, and the logits of its targets.</summary>
    /// <param name="inputs">The 96 inputs.</param>
    /// <param name="outcome">Receives 12 logits of the outcome.</param>
    /// <param name="auxiliary">Receives the 8 logits of the auxiliary targets.</param>
    /// <returns>The regime; between equal values of the rule the lower one.</returns>
    public int Law(ReadOnlySpan<float> inputs, Span<double> outcome, Span<double> auxiliary)
    {
        Span<double> z = stackalloc double[Features], rule = stackalloc double[Regimes];
        _projection.Apply(inputs, z);
        _rule.Apply(inputs, rule);
        int regime = 0;
        for (int e = 1; e < Regimes; e++)
        {
            if (rule[e] > rule[regime]) regime = e;
        }

        _outcomes[regime].Apply(z, outcome);
        _auxiliaries[regime].Apply(z, auxiliary);
        return regime;
    }
}
