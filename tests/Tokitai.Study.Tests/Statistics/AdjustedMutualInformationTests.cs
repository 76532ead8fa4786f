using System;
using System.Linq;
using DenseVsMoe.Statistics;
using Tokitai.Study.Tests.Support;
using Xunit;

namespace Tokitai.Study.Tests.Statistics;

public sealed class AdjustedMutualInformationTests
{
    /// <summary>Sums of a few thousand terms with logarithms of factorials up to 1e4: twelve digits remain.</summary>
    private const double Tolerance = 1e-10;

    [Fact]
    public void Values_are_those_of_scikit_learn()
    {
        string[][] lines = [.. ReferenceFile.Read("adjusted-mutual-information.txt")];
        Assert.Equal(14, lines.Length);
        Assert.All(lines, line =>
        {
            var table = new ContingencyTable(ReferenceFile.Labels(line[0]), ReferenceFile.Labels(line[1]));
            Close(ReferenceFile.Number(line[2]), AdjustedMutualInformation.MutualInformation(table));
            Close(ReferenceFile.Number(line[3]), AdjustedMutualInformation.Expected(table));
            Close(ReferenceFile.Number(line[4]), AdjustedMutualInformation.Of(table));
        });
    }

    /// <summary>All partitions of samples into single ones are the same partition; here the quotient is 0 / 0.</summary>
    [Fact]
    public void Single_samples_are_equal_partitions() => Assert.Equal(1, AdjustedMutualInformation.Of([0, 1, 2, 3], [3, 2, 1, 0]));

    [Fact]
    public void Names_of_labels_do_not_count()
    {
        int[] first = [0, 0, 1, 1, 2, 2, 2], second = [1, 1, 0, 0, 2, 2, 0];
        int[] renamed = [.. second.Select(label => 7 - label)];
        Close(AdjustedMutualInformation.Of(first, second), AdjustedMutualInformation.Of(first, renamed));
        Close(AdjustedMutualInformation.Of(first, second), AdjustedMutualInformation.Of(second, first));
    }

    /// <summary>The expectation over all permutations, counted out.</summary>
    [Fact]
    public void The_expectation_is_that_over_all_permutations()
    {
        int[] first = [0, 0, 1, 1, 2], second = [0, 1, 1, 1, 0];
        double sum = 0;
        int count = 0;
        foreach (int[] permuted in Permutations(second, 0))
        {
            sum += AdjustedMutualInformation.MutualInformation(new ContingencyTable(first, permuted));
            count++;
        }

        Assert.Equal(120, count);
        Close(sum / count, AdjustedMutualInformation.Expected(new ContingencyTable(first, second)));
    }

    [Fact]
    public void Unequal_numbers_of_labels_are_refused()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => AdjustedMutualInformation.Of([0, 1], [0, 1, 1]));
        Assert.Contains("2 and 3 labels", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => AdjustedMutualInformation.Of([], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => AdjustedMutualInformation.Of([0, -1], [0, 1]));
    }

    private static void Close(double expected, double actual) => Assert.InRange(actual, expected - Tolerance, expected + Tolerance);

    private static System.Collections.Generic.IEnumerable<int[]> Permutations(int[] values, int start)
    {
        if (start == values.Length) yield return values;
        for (int i = start; i < values.Length; i++)
        {
            (values[start], values[i]) = (values[i], values[start]);
            foreach (int[] rest in Permutations(values, start + 1)) yield return rest;
            (values[start], values[i]) = (values[i], values[start]);
        }
    }
}
