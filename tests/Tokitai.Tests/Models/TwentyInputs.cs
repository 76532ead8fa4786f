namespace Tokitai.Tests.Models;

/// <summary>Sizes with many common divisors.</summary>
[Model(20)]
public sealed partial class TwentyInputs
{
    [Linear(40, Activation = ActivationKind.Tanh)]
    public partial Linear Hidden { get; }

    [Linear(20)]
    public partial Linear Output { get; }
}
