using System;
using Tokitai.Optimizers;

namespace Tokitai;

/// <summary>
/// Changes the parameters of one model by their gradients. Its state (moments) has the layout of the parameters.
/// </summary>
/// <typeparam name="TModel">The model's class.</typeparam>
public abstract class Optimizer<TModel> : IDisposable
    where TModel : class, IModel<TModel>
{
    private protected Optimizer(TModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Model = model;
    }

    /// <summary>The model whose parameters change.</summary>
    public TModel Model { get; }

    /// <summary>Factor of each update; may be changed between steps.</summary>
    public float LearningRate
    {
        get;
        set => field = float.IsFinite(value) && value >= 0
            ? value
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A learning rate is finite and not negative.");
    }

    /// <summary>Number of steps taken.</summary>
    public long StepCount { get; private protected set; }

    /// <summary>The elementwise arithmetic.</summary>
    internal abstract UpdateRule Rule { get; }

    /// <summary>Updates every parameter from finished gradients.</summary>
    /// <param name="gradients">The gradients of the model.</param>
    /// <exception cref="ObjectDisposedException">The model, the gradients or the optimizer is disposed.</exception>
    public void Step(Gradients<TModel> gradients)
    {
        ArgumentNullException.ThrowIfNull(gradients);
        UpdateSweep.Run(Rule, Model.Parameters, gradients);
    }

    /// <summary>Frees the optimizer's state.</summary>
    public abstract void Dispose();

    /// <summary>Checks that a pass updates the model that this optimizer was made for.</summary>
    internal void RequireModel(TensorSet parameters)
    {
        if (!ReferenceEquals(parameters, Model.Parameters))
        {
            throw new ArgumentException(
                $"The optimizer was made for another {TModel.Info.Name}: its state belongs to that model's parameters.", "optimizer");
        }
    }
}
