using Tokitai.CompilerServices;

namespace Tokitai.Tests.Support;

/// <summary>All kinds of tensors, none a multiple of a panel, one weight wider than a tile, and work for several tasks of a sweep.</summary>
public sealed class SmallModel : ParametersOnly<SmallModel>, IModel<SmallModel>
{
    public static ModelInfo Info { get; } = Table(
        "SmallModel",
        ("first", 5, 300, LinearParts.Bias | LinearParts.LayerNorm),
        ("blocks.0.up", 300, 131, LinearParts.Bias),
        ("last", 131, 7, LinearParts.None));

    public static SmallModel Create(ulong seed) => new();
}
