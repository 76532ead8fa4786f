namespace Tokitai;

/// <summary>A root mean square normalisation of a model: a typed view of its tensor. Made by generated code; see <see cref="RmsNormAttribute"/>.</summary>
public readonly struct RmsNorm
{
    private readonly Norm _norm;

    internal RmsNorm(TensorSet tensors, int first) => _norm = new Norm(tensors, first, hasBias: false);

    /// <summary>The scale, shape <c>[features]</c>; 1 in a new model.</summary>
    public TensorView Weight => _norm.Weight;
}
