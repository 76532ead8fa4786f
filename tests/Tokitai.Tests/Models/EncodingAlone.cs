namespace Tokitai.Tests.Models;

/// <summary>A block that has an encoding and nothing to train.</summary>
[Block]
public sealed partial class EncodingAlone
{
    [PadicEncoding(3, 6, Digits = 4)]
    public partial PadicEncoding Code { get; }
}
