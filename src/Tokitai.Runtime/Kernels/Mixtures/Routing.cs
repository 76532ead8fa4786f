namespace Tokitai.Kernels.Mixtures;

/// <summary>
/// The decisions of one router in one pass, as its kernels read and write them. Rows are those that reach the mixture, in order; each row has
/// <see cref="TopK"/> experts, in ascending order of their index. Slots are rows of the mixture's arena, where the rows of an expert
/// stand together, experts in order, rows ascending inside an expert.
/// </summary>
internal unsafe struct Routing
{
    /// <summary>Rows that reach the mixture.</summary>
    public int Rows;

    /// <summary>Number of experts.</summary>
    public int Experts;

    /// <summary>Experts of a row.</summary>
    public int TopK;

    /// <summary>Whether the chosen experts' weights are scaled to a sum of 1.</summary>
    public bool Renormalize;

    /// <summary>Whether the experts stay those of the pass before, whatever the logits are: finite differences hold the selection fixed.</summary>
    public bool IsHeld;

    /// <summary><c>[rows, experts]</c>: the softmax over all experts.</summary>
    public float* Probabilities;

    /// <summary><c>[rows]</c>: the logarithm of the sum of the exponentials; NaN where a logit is not finite.</summary>
    public float* LogSums;

    /// <summary><c>[rows, topK]</c>: the experts of a row.</summary>
    public int* Chosen;

    /// <summary><c>[rows, topK]</c>: the weights of a row's experts.</summary>
    public float* Gates;

    /// <summary><c>[rows, topK]</c>: the weights as the gluing penalty takes them; other than <see cref="Gates"/> only where they are held.</summary>
    public float* GluingGates;

    /// <summary><c>[rows, topK]</c>: the slots of a row.</summary>
    public int* Slots;

    /// <summary><c>[experts + 1]</c>: the first slot of each expert, and the end.</summary>
    public int* Starts;

    /// <summary><c>[rows * topK]</c>: the row of each slot.</summary>
    public int* SourceRows;

    /// <summary><c>[rows * topK]</c>: the sample of each slot, counted in the pass.</summary>
    public int* Samples;

    /// <summary><c>[rows, pairs]</c>: the squared distances of a row's experts' results; null without a gluing penalty.</summary>
    public float* Distances;

    /// <summary><c>[rows, topK]</c>: the gradients by the weights.</summary>
    public float* GateGradients;

    /// <summary>Pairs of experts of a row.</summary>
    public readonly int Pairs => TopK * (TopK - 1) / 2;

    /// <summary>Rows of an expert.</summary>
    public readonly int Count(int expert) => Starts[expert + 1] - Starts[expert];

    /// <summary>The number of a pair of positions among a row's experts, <paramref name="lower"/> below <paramref name="upper"/>.</summary>
    public readonly int Pair(int lower, int upper) => (lower * ((2 * TopK) - lower - 1) / 2) + (upper - lower - 1);
}
