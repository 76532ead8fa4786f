using System;
using System.ComponentModel;

namespace Tokitai.CompilerServices;

/// <summary>Infrastructure: generated code makes the typed views of a model's layers here.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class LayerViews
{
    /// <summary>The view of a linear layer.</summary>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the layer's weight.</param>
    /// <param name="parts">Which tensors follow the weight.</param>
    public static Linear Linear(TensorSet tensors, int first, LinearParts parts) => new(tensors, first, parts);

    /// <summary>The view of a layer normalisation.</summary>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of its weight.</param>
    public static LayerNorm LayerNorm(TensorSet tensors, int first) => new(tensors, first);

    /// <summary>The view of a root mean square normalisation.</summary>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of its weight.</param>
    public static RmsNorm RmsNorm(TensorSet tensors, int first) => new(tensors, first);

    /// <summary>An activation layer.</summary>
    /// <param name="activation">The function.</param>
    public static Activate Activate(ActivationKind activation) => new(activation);

    /// <summary>A dropout layer.</summary>
    /// <param name="rate">Probability of an element to become 0.</param>
    public static Dropout Dropout(float rate) => new(rate);

    /// <summary>An encoding by the Monna map.</summary>
    /// <param name="first">First feature that is encoded.</param>
    /// <param name="count">Number of features that are encoded.</param>
    /// <param name="radix">Base of the digits.</param>
    /// <param name="digits">Number of digits.</param>
    public static PadicEncoding PadicEncoding(int first, int count, int radix, int digits) => new(first, count, radix, digits);

    /// <summary>The view of a block with a residual around it.</summary>
    /// <typeparam name="TBlock">The class of the block.</typeparam>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the first tensor of the block.</param>
    /// <param name="create">Makes the view of the block from the tensors and the index of its first.</param>
    public static Residual<TBlock> Residual<TBlock>(TensorSet tensors, int first, Func<TensorSet, int, TBlock> create)
        where TBlock : class => new(create(tensors, first));

    /// <summary>The views of a mixture of experts.</summary>
    /// <typeparam name="TExpert">The class of the experts.</typeparam>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the router's weight; its bias and the experts follow.</param>
    /// <param name="count">Number of experts.</param>
    /// <param name="topK">Number of experts that a sample is routed to.</param>
    /// <param name="tensorsPerExpert">Number of tensors of one expert.</param>
    /// <param name="create">Makes the view of one expert from the tensors and the index of its first.</param>
    public static MixtureOfExperts<TExpert> Mixture<TExpert>(
        TensorSet tensors, int first, int count, int topK, int tensorsPerExpert, Func<TensorSet, int, TExpert> create)
        where TExpert : class
    {
        const int RouterTensors = 2;
        var experts = new TExpert[count];
        for (int i = 0; i < count; i++) experts[i] = create(tensors, first + RouterTensors + (i * tensorsPerExpert));
        return new MixtureOfExperts<TExpert>(Linear(tensors, first, LinearParts.Bias), experts, topK);
    }

    /// <summary>The views of a repeated block.</summary>
    /// <typeparam name="TBlock">The class of the block.</typeparam>
    /// <param name="tensors">The tensors of the model.</param>
    /// <param name="first">Index of the first tensor of the first copy.</param>
    /// <param name="count">Number of copies.</param>
    /// <param name="tensorsPerBlock">Number of tensors of one copy.</param>
    /// <param name="create">Makes the view of one copy from the tensors and the index of its first.</param>
    public static Repeat<TBlock> Repeat<TBlock>(
        TensorSet tensors, int first, int count, int tensorsPerBlock, Func<TensorSet, int, TBlock> create)
        where TBlock : class
    {
        var blocks = new TBlock[count];
        for (int i = 0; i < count; i++) blocks[i] = create(tensors, first + (i * tensorsPerBlock));
        return new Repeat<TBlock>(blocks);
    }
}
