namespace Tokitai.Tests.Models;

/// <summary><see cref="HundredsOfLayers"/>, recomputed.</summary>
[Model(12)]
public sealed partial class RecomputedHundreds
{
    [Repeat(301, Residual = true, Recompute = true)]
    public partial Repeat<ThinBlock> Residuals { get; }

    [Repeat(3, Recompute = true)]
    public partial Repeat<ThinBlock> Plain { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

/// <summary><see cref="NestedMixtures"/>, recomputed around the mixtures and inside their experts.</summary>
[Model(11)]
public sealed partial class RecomputedMixtures
{
    [Linear(14)]
    public partial Linear Input { get; }

    [Repeat(3, Residual = true, Recompute = true)]
    public partial Repeat<RecomputedOuterMixture> Blocks { get; }

    [Linear(5)]
    public partial Linear Output { get; }
}

[Block]
public sealed partial class RecomputedOuterMixture
{
    [LayerNorm]
    public partial LayerNorm Norm { get; }

    [MixtureOfExperts(3, 2, LoadBalance = 4, RouterZLoss = 0.5, RouterNoise = 0.5, GluingPenalty = 1, DetachGates = true)]
    public partial MixtureOfExperts<RecomputedOuterExpert> Experts { get; }
}

[Block]
public sealed partial class RecomputedOuterExpert
{
    [Dropout(0.125)]
    public partial Dropout Noise { get; }

    [Repeat(2, Recompute = true)]
    public partial Repeat<InnerMixture> Inner { get; }

    [Linear(14)]
    public partial Linear Down { get; }
}

/// <summary>Repeats first and last, whose first copy has another size than the others, with repeats inside and dropout in the place of their result.</summary>
[Model(9)]
public sealed partial class Tower
{
    [Repeat(3)]
    public partial Repeat<Floor> Floors { get; }

    [Dropout(0.2)]
    public partial Dropout Between { get; }

    [Repeat(1, Residual = true)]
    public partial Repeat<Room> Roof { get; }
}

[Block]
public sealed partial class Floor
{
    [Linear(24, Norm = NormKind.Layer, Activation = ActivationKind.Gelu, Dropout = 0.1)]
    public partial Linear Stairs { get; }

    [Repeat(4, Residual = true)]
    public partial Repeat<Room> Rooms { get; }

    [Linear(24, Activation = ActivationKind.Tanh)]
    public partial Linear Lift { get; }
}

[Block]
public sealed partial class Room
{
    [RmsNorm]
    public partial RmsNorm Norm { get; }

    [Linear(40, Activation = ActivationKind.Silu)]
    public partial Linear Up { get; }

    [Residual]
    public partial Residual<Wall> Wall { get; }

    [Linear(24)]
    public partial Linear Down { get; }
}

[Block]
public sealed partial class Wall
{
    [Linear(40, Activation = ActivationKind.Sigmoid, Dropout = 0.1)]
    public partial Linear Stone { get; }
}

/// <summary><see cref="Tower"/>, recomputed.</summary>
[Model(9)]
public sealed partial class RecomputedTower
{
    [Repeat(3, Recompute = true)]
    public partial Repeat<RecomputedFloor> Floors { get; }

    [Dropout(0.2)]
    public partial Dropout Between { get; }

    [Repeat(1, Residual = true, Recompute = true)]
    public partial Repeat<Room> Roof { get; }
}

[Block]
public sealed partial class RecomputedFloor
{
    [Linear(24, Norm = NormKind.Layer, Activation = ActivationKind.Gelu, Dropout = 0.1)]
    public partial Linear Stairs { get; }

    [Repeat(4, Residual = true, Recompute = true)]
    public partial Repeat<Room> Rooms { get; }

    [Linear(24, Activation = ActivationKind.Tanh)]
    public partial Linear Lift { get; }
}
