namespace Tokitai;

/// <summary>The gradients of all parameters of a model, in the order and layout of the parameters.</summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public sealed class Gradients<TModel> : TensorSet
    where TModel : class, IModel<TModel>
{
    /// <summary>Makes gradients that are all zero.</summary>
    public Gradients()
        : base(TModel.Info)
    {
    }
}
