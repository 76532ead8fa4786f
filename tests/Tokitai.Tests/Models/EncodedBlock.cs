namespace Tokitai.Tests.Models;

[Block]
public sealed partial class EncodedBlock
{
    [PadicEncoding(0, 9, Digits = 5)]
    public partial PadicEncoding First { get; }

    [Linear(20, Norm = NormKind.Rms, Activation = ActivationKind.Sigmoid)]
    public partial Linear Dense { get; }

    [PadicEncoding(10, 10, Base = 5, Digits = 2)]
    public partial PadicEncoding Second { get; }
}
