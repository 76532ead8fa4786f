using System;
using System.Linq;

namespace DenseVsMoe.Statistics;

/// <summary>
/// How much two classifications of the same samples say about each other, beyond what chance gives:
/// <c>(MI - E[MI]) / (mean(H(U), H(V)) - E[MI])</c>, 1 for equal partitions and 0 on average for unrelated ones, whatever the labels are called.
/// E[MI] is the exact expectation under random permutations (the hypergeometric model): Vinh, Epps, Bailey, "Information Theoretic Measures for
/// Clusterings Comparison", JMLR 11 (2010), with the arithmetic mean, as scikit-learn's <c>adjusted_mutual_info_score</c>.
/// </summary>
public static class AdjustedMutualInformation
{
    /// <summary>Compares two classifications.</summary>
    /// <param name="first">Labels, 0 or more.</param>
    /// <param name="second">The other labels of the same samples.</param>
    /// <exception cref="ArgumentException">The numbers of labels differ, or there are none.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A label is negative.</exception>
    public static double Of(ReadOnlySpan<int> first, ReadOnlySpan<int> second) => Of(new ContingencyTable(first, second));

    /// <summary>Compares the two classifications of a table.</summary>
    /// <param name="table">The table.</param>
    public static double Of(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.RowSums.Count(n => n > 0) == 1 && table.ColumnSums.Count(n => n > 0) == 1) return 1;
        double expected = Expected(table);
        double entropy = 0.5 * (Entropy(table.RowSums, table.Total) + Entropy(table.ColumnSums, table.Total));

        // All samples alone in both classifications: numerator and denominator are 0 but for rounding, and the partitions are equal.
        double range = entropy - expected;
        return Math.Abs(range) < 1e-14 ? 1 : (MutualInformation(table) - expected) / range;
    }

    /// <summary>Mutual information in nats: <c>sum n_ij / N ln(N n_ij / (a_i b_j))</c>.</summary>
    /// <param name="table">The table.</param>
    public static double MutualInformation(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double sum = 0;
        for (int i = 0; i < table.RowSums.Length; i++)
        {
            for (int j = 0; j < table.ColumnSums.Length; j++) sum += Term(table[i, j], table.RowSums[i], table.ColumnSums[j], table.Total);
        }

        return sum;
    }

    /// <summary>
    /// Expected mutual information in nats: the term of each cell, averaged over the hypergeometric distribution of its count (equation 24a of the
    /// paper), whose probabilities come from logarithms of factorials.
    /// </summary>
    /// <param name="table">The table; its sums alone count.</param>
    public static double Expected(ContingencyTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        double[] logFactorial = LogFactorials(table.Total);
        double sum = 0;
        foreach (int a in table.RowSums)
        {
            foreach (int b in table.ColumnSums)
            {
                double constant = logFactorial[a] + logFactorial[b] + logFactorial[table.Total - a] + logFactorial[table.Total - b] - logFactorial[table.Total];
                for (int n = Math.Max(1, a + b - table.Total); n <= Math.Min(a, b); n++)
                {
                    double logProbability = constant - logFactorial[n] - logFactorial[a - n] - logFactorial[b - n] - logFactorial[table.Total - a - b + n];
                    sum += Term(n, a, b, table.Total) * Math.Exp(logProbability);
                }
            }
        }

        return sum;
    }

    private static double Term(double n, double a, double b, double total) => n == 0 ? 0 : n / total * Math.Log(total * n / (a * b));

    private static double Entropy(int[] counts, double total) => counts.Sum(n => n == 0 ? 0 : -n / total * Math.Log(n / total));

    private static double[] LogFactorials(int largest)
    {
        var logarithms = new double[largest + 1];
        for (int n = 2; n <= largest; n++) logarithms[n] = logarithms[n - 1] + Math.Log(n);
        return logarithms;
    }
}
