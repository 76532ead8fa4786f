namespace Tokitai;

/// <summary>
/// A head of a model: a run of its outputs with a loss of its own, and the columns of the targets that they are compared with.
/// Declared with <see cref="HeadAttribute"/>, listed in <see cref="ModelInfo.Heads"/>.
/// </summary>
/// <remarks>
/// The targets of a model with heads are one row-major matrix of floats <c>[rows, TargetSize]</c>. A head of cross-entropy takes one column of
/// it, the label of the class as an exact whole number; any other head takes a column for each of its outputs.
/// </remarks>
public sealed class HeadInfo
{
    internal HeadInfo(string name, LossKind loss, int first, int size, int firstTarget, float weight)
    {
        Name = name;
        Loss = loss;
        First = first;
        Size = size;
        FirstTarget = firstTarget;
        Weight = weight;
    }

    /// <summary>Name of the head.</summary>
    public string Name { get; }

    /// <summary>What its outputs are compared with their targets by.</summary>
    public LossKind Loss { get; }

    /// <summary>Its first output.</summary>
    public int First { get; }

    /// <summary>Number of its outputs: for cross-entropy the number of classes.</summary>
    public int Size { get; }

    /// <summary>Its first column of the targets.</summary>
    public int FirstTarget { get; }

    /// <summary>Number of its columns of the targets: 1 for cross-entropy, else <see cref="Size"/>.</summary>
    public int TargetSize => Loss == LossKind.CrossEntropy ? 1 : Size;

    /// <summary>Factor of its loss in the sum over all heads, and so of its outputs' gradient.</summary>
    public float Weight { get; }

    /// <summary>Name, loss and place, such as <c>outcome: CrossEntropy of outputs 0 to 11, target 0</c>.</summary>
    public override string ToString()
    {
        string targets = TargetSize == 1 ? $"target {FirstTarget}" : $"targets {FirstTarget} to {FirstTarget + TargetSize - 1}";
        return $"{Name}: {Loss} of {(Size == 1 ? $"output {First}" : $"outputs {First} to {First + Size - 1}")}, {targets}";
    }
}
