namespace Tokitai.Tests.Models;

[Block]
public sealed partial class EncodedExpert
{
    [Linear(2)]
    public partial Linear Before { get; }

    [Linear(1)]
    public partial Linear Sum { get; }

    [PadicEncoding(0, 1)]
    public partial PadicEncoding Code { get; }
}
