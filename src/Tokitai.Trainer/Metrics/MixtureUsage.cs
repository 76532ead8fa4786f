using System;

namespace Tokitai.Training;

/// <summary>How a mixture has shared out its rows among its experts, over all passes since the last <see cref="RouterMetrics.Reset"/>.</summary>
/// <remarks>
/// <para>Rows are the samples that came to the mixture: to one inside an expert only those that were routed to that expert. With w_bi the weight of expert i for row b
/// (<see cref="Workspace{TModel}.RouterWeights"/>, 0 where it was not chosen) and <c>p_bi = w_bi / sum_j w_bj</c>:</para>
/// <list type="bullet">
/// <item><see cref="Share"/>: <c>f_i = #{b: w_bi > 0} / #{(b, j): w_bj > 0}</c>, the share of the assignments, which the balancing loss wants to be equal (Fedus, Zoph and
/// Shazeer 2021, "Switch Transformers", eq. 5; divided by k for k experts a row);</item>
/// <item><see cref="WeightShare"/>: <c>mean_b p_bi</c>, the share of the weight (the importance of Shazeer et al. 2017, "Outrageously Large Neural Networks", eq. 6, with each row's weights scaled to a sum of 1);</item>
/// <item><see cref="Entropy"/>: <c>mean_b [-sum_i p_bi ln p_bi]</c>, how undecided the router is about a row among the experts that it chose;</item>
/// <item><see cref="ShareEntropy"/>: <c>-sum_i f_i ln f_i</c>, how even the use of the experts is over all rows.</item>
/// </list>
/// <para>A dense model counts as one expert that every row goes to with weight 1: shares <c>[1]</c>, entropies 0. An expert whose weight has underflowed to 0 counts as not chosen: it adds nothing to the result.</para>
/// </remarks>
public sealed class MixtureUsage
{
    private readonly long[] _assignments;
    private readonly double[] _weights;
    private readonly double[] _share;
    private readonly double[] _weightShare;
    private double _entropies;

    internal MixtureUsage(string name, int experts, int topK)
    {
        Name = name;
        TopK = topK;
        _assignments = new long[experts];
        _weights = new double[experts];
        _share = new double[experts];
        _weightShare = new double[experts];
    }

    /// <summary>Path of the mixture, such as <c>blocks.3.experts</c>, or <c>dense</c> for a dense model.</summary>
    public string Name { get; }

    /// <summary>Number of experts.</summary>
    public int Experts => _share.Length;

    /// <summary>Number of experts that a row is routed to.</summary>
    public int TopK { get; }

    /// <summary>Number of rows that came to the mixture.</summary>
    public long Rows { get; private set; }

    /// <summary>Share of the assignments that each expert got, with a sum of 1; all 0 without rows. The next Add and Reset change what it shows.</summary>
    public ReadOnlySpan<double> Share => _share;

    /// <summary>Share of the weight that each expert got, with a sum of 1; all 0 without rows. The next Add and Reset change what it shows.</summary>
    public ReadOnlySpan<double> WeightShare => _weightShare;

    /// <summary>
    /// Router entropy in nats: the mean over rows of the entropy of the chosen experts' weights, scaled to a sum of 1. From 0 (one expert has all the weight, as always with one expert a row) to <c>ln TopK</c>;
    /// NaN without rows.
    /// </summary>
    public double Entropy => _entropies / Rows;

    /// <summary>Entropy of <see cref="Share"/> in nats: from <c>ln TopK</c> (all rows go to the same experts; less where weights underflow to 0) to <c>ln Experts</c> (all experts get as much); NaN without rows.</summary>
    public double ShareEntropy => Rows == 0 ? double.NaN : EntropyOf(_share);

    /// <summary>Fraction of the experts that got no row, from 0 to 1; 1 without rows.</summary>
    public double UnusedFraction => (double)_assignments.AsSpan().Count(0L) / Experts;

    /// <summary>Adds the rows of a pass through a mixture.</summary>
    /// <param name="weights"><c>[batch, experts]</c>; a row of zeros is a sample that did not come here.</param>
    internal void Add(ReadOnlySpan<float> weights)
    {
        for (; !weights.IsEmpty; weights = weights[Experts..]) AddRow(weights[..Experts]);
        Divide();
    }

    /// <summary>Adds the rows of a pass through a dense model.</summary>
    internal void AddDense(int rows)
    {
        _assignments[0] += rows;
        _weights[0] += rows;
        Rows += rows;
        Divide();
    }

    internal void Reset()
    {
        Array.Clear(_assignments);
        Array.Clear(_weights);
        Array.Clear(_share);
        Array.Clear(_weightShare);
        _entropies = 0;
        Rows = 0;
    }

    private void AddRow(ReadOnlySpan<float> weights)
    {
        // The largest probability of a softmax over E experts is at least 1 / E: the sum of a row that came here is far above 0.
        double sum = 0;
        foreach (float weight in weights) sum += weight;
        if (sum == 0) return;
        Rows++;
        for (int expert = 0; expert < weights.Length; expert++)
        {
            if (weights[expert] == 0) continue;
            double probability = weights[expert] / sum;
            _assignments[expert]++;
            _weights[expert] += probability;
            _entropies -= probability * Math.Log(probability);
        }
    }

    private void Divide()
    {
        long assignments = 0;
        foreach (long count in _assignments) assignments += count;
        if (assignments == 0) return;
        for (int expert = 0; expert < Experts; expert++)
        {
            _share[expert] = (double)_assignments[expert] / assignments;
            _weightShare[expert] = _weights[expert] / Rows;
        }
    }

    private static double EntropyOf(ReadOnlySpan<double> shares)
    {
        double entropy = 0;
        foreach (double share in shares)
        {
            if (share > 0) entropy -= share * Math.Log(share);
        }

        return entropy;
    }
}
