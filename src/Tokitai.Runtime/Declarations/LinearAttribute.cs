using System;

namespace Tokitai;

/// <summary>
/// A fully connected layer, <c>y = dropout(activation(norm(x W^T + b)))</c>, on a partial property of type <see cref="Linear"/>.
/// The facets always run in the order linear, norm, activation, dropout.
/// </summary>
/// <param name="outputs">Number of output features.</param>
[AttributeUsage(AttributeTargets.Property, Inherited = false)]
public sealed class LinearAttribute(int outputs) : Attribute
{
    /// <summary>Number of output features.</summary>
    public int Outputs { get; } = outputs;

    /// <summary>
    /// The number of input features, stated to have it checked; 0 (the default) infers it from the layer before.
    /// </summary>
    public int In { get; set; }

    /// <summary>Whether a bias of one value an output feature is added. Default: <see langword="true"/>.</summary>
    public bool Bias { get; set; } = true;

    /// <summary>The normalisation that follows the product. Default: none.</summary>
    public NormKind Norm { get; set; }

    /// <summary>The activation that follows the normalisation. Default: none.</summary>
    public ActivationKind Activation { get; set; }

    /// <summary>
    /// Probability of an element of the result to become 0 in training, at least 0 and below 1, rounded to float32; see
    /// <see cref="DropoutAttribute"/>. Default: 0, none.
    /// </summary>
    public double Dropout { get; set; }
}
