using System;
using System.Linq;
using Tokitai.Tests.Support;
using Tokitai.Training.Tests.Support;
using Xunit;

namespace Tokitai.Training.Tests;

/// <summary>Accuracy and F1 of class predictions.</summary>
public sealed class ClassificationMetricsTests
{
    [Fact]
    public void A_case_by_hand()
    {
        // Predictions 0, 1, 1, 2 of labels 0, 0, 1, 1; class 3 appears nowhere.
        var metrics = new ClassificationMetrics(4);
        metrics.Add([9, 0, 0, 0, 0, 9, 0, 0, 0, 9, 0, 0, 0, 0, 9, 0], [0, 0, 1, 1]);
        Assert.Equal(4, metrics.Rows);
        Assert.Equal(0.5, metrics.Accuracy);
        Assert.Equal(2.0 / 3, metrics.F1Of(0)); // Precision 1, recall 1/2.
        Assert.Equal(0.5, metrics.F1Of(1)); // Precision 1/2, recall 1/2.
        Assert.Equal(0, metrics.F1Of(2)); // Predicted, but never true: it counts in the mean.
        Assert.Equal(double.NaN, metrics.F1Of(3)); // Neither: it does not.
        Assert.Equal(((2.0 / 3) + 0.5 + 0) / 3, metrics.MacroF1, MetricCase.Tolerance);
    }

    /// <summary>accuracy_score and f1_score(average='macro', zero_division=0), as eng/metric-references.py prints them.</summary>
    [Theory]
    [InlineData(1, 2, 9, 0.0, 0.0)]
    [InlineData(7, 3, 5, 0.2857142857142857, 0.2777777777777778)]
    [InlineData(200, 12, 4001, 0.1, 0.09646770022967015)]
    [InlineData(500, 5, 7, 0.17, 0.1686386011139031)]
    [InlineData(20, 40, 3, 0.05, 0.010582010582010581)]
    public void Agrees_with_scikit_learn(int rows, int classes, int levels, double accuracy, double macroF1)
    {
        var metrics = new ClassificationMetrics(classes);
        metrics.Add(MetricCase.Values(rows * classes, levels), MetricCase.Labels(rows, classes));
        Assert.Equal(accuracy, metrics.Accuracy, MetricCase.Tolerance);
        Assert.Equal(macroF1, metrics.MacroF1, MetricCase.Tolerance);
    }

    /// <summary>The same from a confusion matrix, by precision and recall; every number of classes that a vector may end in.</summary>
    [Fact]
    public void Agrees_with_a_confusion_matrix()
    {
        for (int classes = 1; classes <= 40; classes++)
        {
            const int Rows = 60;
            float[] logits = MetricCase.Random(Rows * classes, 6, seed: (ulong)classes);
            int[] labels = MetricCase.RandomLabels(Rows, classes, seed: (ulong)classes);
            var confusion = new int[classes, classes];
            for (int row = 0; row < Rows; row++) confusion[labels[row], FirstLargest(logits.AsSpan(row * classes, classes))]++;

            var metrics = new ClassificationMetrics(classes);
            metrics.Add(logits, labels);
            double[] f1 = [.. Enumerable.Range(0, classes).Select(label => F1(confusion, label))];
            Assert.Equal(Enumerable.Range(0, classes).Sum(label => confusion[label, label]) / (double)Rows, metrics.Accuracy, MetricCase.Tolerance);
            Assert.Equal(f1.Where(value => !double.IsNaN(value)).Average(), metrics.MacroF1, MetricCase.Tolerance);
            for (int label = 0; label < classes; label++) Assert.Equal(f1[label], metrics.F1Of(label), MetricCase.Tolerance);
        }
    }

    [Theory]
    [InlineData(new float[] { 1, 1, 1 }, 0)]
    [InlineData(new float[] { 0, 2, 2 }, 1)]
    [InlineData(new float[] { -0f, 0, -1 }, 0)] // Equal, though not in their bits.
    [InlineData(new float[] { float.NegativeInfinity, float.NegativeInfinity, float.NegativeInfinity }, 0)]
    [InlineData(new float[] { 1, float.PositiveInfinity, float.PositiveInfinity }, 1)]
    public void Ties_go_to_the_lower_index(float[] logits, int prediction)
    {
        for (int label = 0; label < 3; label++)
        {
            var metrics = new ClassificationMetrics(3);
            metrics.Add(logits, [label]);
            Assert.Equal(label == prediction ? 1 : 0, metrics.Accuracy);
        }
    }

    [Fact]
    public void Batches_of_any_size_give_the_whole()
    {
        float[] logits = MetricCase.Random(50 * 7, 9, seed: 3);
        int[] labels = MetricCase.RandomLabels(50, 7, seed: 3);
        ClassificationMetrics whole = new(7), parts = new(7);
        whole.Add(logits, labels);
        parts.Add([], []);
        foreach ((int start, int end) in new[] { (20, 50), (0, 1), (1, 20) }) parts.Add(logits.AsSpan(start * 7, (end - start) * 7), labels.AsSpan(start, end - start));
        Assert.Equal((whole.Rows, whole.Accuracy, whole.MacroF1), (parts.Rows, parts.Accuracy, parts.MacroF1));
    }

    [Fact]
    public void Ignored_rows_leave_no_trace()
    {
        ClassificationMetrics metrics = new(3, ignoredIndex: -100), without = new(3);
        metrics.Add([1, 2, 3, float.NaN, 0, 0, 3, 2, 1], [2, -100, 1]);
        without.Add([1, 2, 3, 3, 2, 1], [2, 1]);
        Assert.Equal(2, metrics.Rows);
        Assert.Equal((without.Accuracy, without.MacroF1), (metrics.Accuracy, metrics.MacroF1));

        // A class may be the ignored one; predictions of it still count.
        var padding = new ClassificationMetrics(2, ignoredIndex: 0);
        padding.Add([1, 0, 1, 0], [0, 1]);
        Assert.Equal((1, 0.0, 0.0), (padding.Rows, padding.Accuracy, padding.MacroF1));
        Assert.Equal(0, padding.F1Of(0));
    }

    [Fact]
    public void Without_rows_there_is_nothing_to_say()
    {
        var metrics = new ClassificationMetrics(3);
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.Accuracy, metrics.MacroF1));
        metrics.Add([1, 2, 3], [2]);
        Assert.Equal((1, 1.0, 1.0), (metrics.Rows, metrics.Accuracy, metrics.MacroF1));
        metrics.Reset();
        Assert.Equal((0, double.NaN, double.NaN), (metrics.Rows, metrics.Accuracy, metrics.MacroF1));
        metrics.Add([1, 2, 3], [1]);
        Assert.Equal((1, 0.0, 0.0), (metrics.Rows, metrics.Accuracy, metrics.MacroF1));
    }

    [Fact]
    public void Wrong_input_is_named_and_nothing_is_counted()
    {
        var metrics = new ClassificationMetrics(3, ignoredIndex: -1);
        var label = Assert.Throws<ArgumentOutOfRangeException>(() => metrics.Add(new float[6], [0, 3]));
        Assert.Contains("Row 1 has the label 3: valid are 0 to 2, and -1 for a row to ignore.", label.Message);
        Assert.Contains("valid are 0 to 2.", Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationMetrics(3).Add(new float[3], [-1])).Message);
        var number = Assert.Throws<NotFiniteNumberException>(() => metrics.Add([0, 0, 0, 0, 0, float.NaN], [0, 1]));
        Assert.Contains("Row 1 has NaN for output 2", number.Message);
        Assert.Contains("There are 7 values, which are no whole rows of 3.", Assert.Throws<ArgumentException>(() => metrics.Add(new float[7], [0, 1])).Message);
        Assert.Contains("2 rows of outputs need 2 targets, 1 a row, but there are 3.", Assert.Throws<ArgumentException>(() => metrics.Add(new float[6], [0, 1, 2])).Message);
        Assert.Equal(0, metrics.Rows);
        Assert.Throws<ArgumentOutOfRangeException>(() => new ClassificationMetrics(0));
        Assert.Contains("valid are 0 to 2", Assert.Throws<ArgumentOutOfRangeException>(() => metrics.F1Of(3)).Message);
    }

    [Fact]
    public void Adding_allocates_nothing()
    {
        float[] logits = MetricCase.Random(50 * 7, 9, seed: 3);
        int[] labels = MetricCase.RandomLabels(50, 7, seed: 3);
        var metrics = new ClassificationMetrics(7);
        Assert.Equal(0, Allocated.Least(() => metrics.Add(logits, labels)));
    }

    private static int FirstLargest(ReadOnlySpan<float> row)
    {
        int largest = 0;
        for (int i = 1; i < row.Length; i++)
        {
            if (row[i] > row[largest]) largest = i;
        }

        return largest;
    }

    /// <summary>The harmonic mean of precision and recall, with 0 for a division by 0; NaN for a class that appears nowhere.</summary>
    private static double F1(int[,] confusion, int label)
    {
        int[] classes = [.. Enumerable.Range(0, confusion.GetLength(0))];
        double hits = confusion[label, label], predicted = classes.Sum(other => confusion[other, label]), labelled = classes.Sum(other => confusion[label, other]);
        if (predicted + labelled == 0) return double.NaN;
        double precision = predicted == 0 ? 0 : hits / predicted, recall = labelled == 0 ? 0 : hits / labelled;
        return precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall);
    }
}
