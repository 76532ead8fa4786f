namespace Tokitai;

/// <summary>A dropout layer of a model; it has no parameters. Made by generated code; see <see cref="DropoutAttribute"/>.</summary>
public readonly struct Dropout
{
    internal Dropout(float rate) => Rate = rate;

    /// <summary>Probability of an element to become 0 in training.</summary>
    public float Rate { get; }
}
