using Tokitai.CompilerServices;

namespace Tokitai.Tests.Support;

/// <summary>One decaying tensor of 37 values: the parameter vector of the optimizers' reference cases.</summary>
public sealed class VectorModel : ParametersOnly<VectorModel>, IModel<VectorModel>
{
    public const int Length = 37;

    public static ModelInfo Info { get; } = Table("VectorModel", ("layer", Length, 1, LinearParts.None));

    public static VectorModel Create(ulong seed) => new();
}
