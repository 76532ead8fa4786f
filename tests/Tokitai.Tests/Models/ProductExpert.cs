namespace Tokitai.Tests.Models;

[Block]
public sealed partial class ProductExpert
{
    [Linear(7)]
    public partial Linear Dense { get; }
}
