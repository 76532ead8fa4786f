namespace Tokitai.Tests.Models;

/// <summary>An encoding of the inputs, and in front of everything else.</summary>
[Model(30)]
public sealed partial class EncodedInputs
{
    [PadicEncoding(8, 22)]
    public partial PadicEncoding Numbers { get; }

    [Linear(24, Norm = NormKind.Layer, Activation = ActivationKind.Gelu)]
    public partial Linear Hidden { get; }

    [Linear(7)]
    public partial Linear Output { get; }
}
