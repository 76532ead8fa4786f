namespace Tokitai.Tests.Models;

/// <summary>Dropout of the input, as a facet, and in place as a layer.</summary>
[Model(21)]
public sealed partial class DropoutModel
{
    [Dropout(0.25)]
    public partial Dropout OfInput { get; }

    [Linear(33, Activation = ActivationKind.Relu, Dropout = 0.5)]
    public partial Linear Hidden { get; }

    [Linear(20)]
    public partial Linear Narrow { get; }

    [Dropout(0.1)]
    public partial Dropout OfNarrow { get; }

    [Linear(3)]
    public partial Linear Output { get; }
}
