using System;
using System.Linq;

namespace Tokitai.Training.Tests.Support;

/// <summary>The inputs of eng/metric-references.py, and random ones.</summary>
internal static class MetricCase
{
    /// <summary>Metrics are a few roundings in double away from scikit-learn's and from other orders of the same sums.</summary>
    public const double Tolerance = 1e-12;

    /// <summary>Eighths around 0; few levels make many ties.</summary>
    public static float[] Values(int count, int levels) =>
        [.. Enumerable.Range(0, count).Select(i => ((float)(((7919L * i * i) + (104729L * i) + 12345) % 1000003 % levels) - (levels / 2)) / 8)];

    /// <summary>Whole numbers below a number of classes.</summary>
    public static int[] Labels(int count, int classes) =>
        [.. Enumerable.Range(0, count).Select(i => (int)(((6007L * i * i) + (52361L * i) + 77) % 999983 % classes))];

    /// <summary>Reproducible values from -2 to 2; few levels make many ties, which take 0 for the same as -0.</summary>
    public static float[] Random(int count, int levels, ulong seed)
    {
        var random = new PhiloxRandom(seed);
        var values = new float[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = ((4f * random.NextInt32(levels) / levels) - 2) * (random.NextInt32(2) == 0 ? 1 : -1);
        }

        return values;
    }

    /// <summary>Reproducible labels.</summary>
    public static int[] RandomLabels(int count, int classes, ulong seed)
    {
        var random = new PhiloxRandom(seed, stream: 1);
        var labels = new int[count];
        for (int i = 0; i < count; i++) labels[i] = random.NextInt32(classes);
        return labels;
    }

    public static float[] AsFloats(int[] labels) => Array.ConvertAll(labels, label => (float)label);
}
