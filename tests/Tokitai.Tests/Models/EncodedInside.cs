namespace Tokitai.Tests.Models;

/// <summary>Encodings inside repeats, residuals and experts, behind other layers, and last.</summary>
[Model(18)]
public sealed partial class EncodedInside
{
    [Linear(20, Activation = ActivationKind.Sigmoid)]
    public partial Linear Input { get; }

    [PadicEncoding(2, 17, Base = 3, Digits = 4)]
    public partial PadicEncoding Behind { get; }

    [Repeat(2, Residual = true)]
    public partial Repeat<EncodedBlock> Blocks { get; }

    [MixtureOfExperts(4, 2)]
    public partial MixtureOfExperts<EncodedBlock> Experts { get; }

    [PadicEncoding(0, 5, Digits = 6)]
    public partial PadicEncoding Last { get; }
}
