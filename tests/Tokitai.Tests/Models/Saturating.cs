namespace Tokitai.Tests.Models;

/// <summary>A function that hides how large its input is.</summary>
[Model(37)]
public sealed partial class Saturating
{
    [Linear(8, Activation = ActivationKind.Tanh)]
    public partial Linear Hidden { get; }

    [Linear(2)]
    public partial Linear Output { get; }
}

/// <summary>Inputs that are bounded before a layer reads them.</summary>
[Model(3)]
public sealed partial class BoundedInputs
{
    [Activate(ActivationKind.Tanh)]
    public partial Activate Bound { get; }

    [Linear(1)]
    public partial Linear Output { get; }
}

/// <summary>Inputs that a residual carries past the layer that reads them bounded.</summary>
[Model(3)]
public sealed partial class CarriedInputs
{
    [Residual]
    public partial Residual<BoundedBlock> Around { get; }

    [Linear(8, Activation = ActivationKind.Tanh)]
    public partial Linear Hidden { get; }

    [Linear(2)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class BoundedBlock
{
    [Activate(ActivationKind.Tanh)]
    public partial Activate Bound { get; }

    [Linear(3)]
    public partial Linear Inside { get; }
}
