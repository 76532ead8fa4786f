namespace Tokitai;

/// <summary>A layer normalisation of a model: a typed view of its tensors. Made by generated code; see <see cref="LayerNormAttribute"/>.</summary>
public readonly struct LayerNorm
{
    private readonly Norm _norm;

    internal LayerNorm(TensorSet tensors, int first) => _norm = new Norm(tensors, first, hasBias: true);

    /// <summary>The scale, shape <c>[features]</c>; 1 in a new model.</summary>
    public TensorView Weight => _norm.Weight;

    /// <summary>The shift, shape <c>[features]</c>; 0 in a new model.</summary>
    public TensorView Bias => _norm.Bias;
}
