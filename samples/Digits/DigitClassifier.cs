using Tokitai;

namespace Digits;

/// <summary>Reads a digit from 8 x 8 pixels.</summary>
[Model(64)]
public sealed partial class DigitClassifier
{
    [Linear(128, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Hidden { get; }

    [Linear(10)]
    public partial Linear Logits { get; }
}
