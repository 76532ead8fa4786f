namespace Tokitai.Tests.Models;

/// <summary><see cref="EncodedInputs"/> without the encoding.</summary>
[Model(30)]
public sealed partial class PlainInputs
{
    [Linear(24, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Hidden { get; }

    [Linear(7)]
    public partial Linear Output { get; }
}
