namespace Tokitai.Losses;

/// <summary>How label smoothing mixes the terms of a row: <c>Own * -log p[label] + Share * sum_c Spread[c] * -log p[c]</c>.</summary>
internal readonly unsafe struct Smoothing
{
    public Smoothing(CrossEntropyOptions options, float* spread, int label)
    {
        Spread = spread;
        Share = (double)options.Smoothing / options.Classes;
        Own = (1 - (double)options.Smoothing) * options.WeightOf(label);
        SpreadSum = options.SpreadSum;
    }

    /// <summary>The classes' weights.</summary>
    public float* Spread { get; }

    /// <summary>Their sum.</summary>
    public double SpreadSum { get; }

    /// <summary>The factor of each class's term.</summary>
    public double Share { get; }

    /// <summary>The factor of the label's additional term.</summary>
    public double Own { get; }
}
