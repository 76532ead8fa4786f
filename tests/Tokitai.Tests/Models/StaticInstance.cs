namespace Tokitai.Tests.Models;

[Model(3)]
public sealed partial class StaticInstance
{
    public static readonly StaticInstance Default = new(1);

    [Linear(2)]
    public partial Linear Output { get; }
}
